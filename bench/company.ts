// B13 and B14 of the performance plan. Built; run: node --conditions=source --import tsx bench/company.ts [events] [rounds] [seconds a round]
// B13: p99 of `/track` and of the overview of closed days (B6a) beside a funnel of ten steps over everything, against alone.
// B14: the overview's questions by 20 viewers at once against one viewer. With BENCH_DATA=directory the data is kept there, and used again.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { overview } from './isolation/ask.ts';
import { burdenOf } from './isolation/burden.ts';
import { measure, newSamples, quantile, rowOf } from './isolation/measure.ts';
import { type Server, startServer } from './isolation/target.ts';

const [events = 2_000_000, rounds = 5, seconds = 20] = process.argv.slice(2, 5).map(Number);
const viewers = 20;
/** The range's last day, and the day behind it, are over: no session goes on. */
const lastDay = 2;
/** Until what is measured is what lasts. */
const warmUpMs = 3_000;

const kept = process.env.BENCH_DATA;
const directory = kept ? join(kept, `isolation-${events}`) : mkdtempSync(join(tmpdir(), 'bench-company-'));
const server = await startServer(join(directory, 'data'), events);
try {
  await measure(server, newSamples(), 5_000, lastDay);
  await besideFunnel(server);
  await byManyViewers(server);
} finally {
  await server.stop();
  if (!kept) rmSync(directory, { recursive: true, force: true });
}

async function besideFunnel(target: Server): Promise<void> {
  const [alone, beside] = [newSamples(), newSamples()];
  const funnels: Record<string, number> = {};
  for (let round = 0; round < rounds; round++) {
    await measure(target, alone, seconds * 1_000, lastDay);
    const burden = burdenOf('a funnel of ten steps', target);
    await delay(warmUpMs);
    await measure(target, beside, seconds * 1_000, lastDay);
    for (const [status, count] of Object.entries((await burden.stop()).outcomes))
      funnels[status] = (funnels[status] ?? 0) + count;
    await delay(warmUpMs);
  }
  console.log(
    '| B13 | /track p50, p99 | × alone | B6a p50, p99 | × alone | 5xx and broken | CPU of the server |',
  );
  console.log('|---|---|---|---|---|---|---|');
  console.log(rowOf('alone', alone));
  console.log(rowOf('beside a funnel of ten steps', beside, alone));
  console.log(`funnels by status: ${JSON.stringify(funnels)}`);
}

/** How long until the last answer: of one viewer's questions, and of all viewers', in turn. */
async function byManyViewers(target: Server): Promise<void> {
  const samples = { one: [] as number[], all: [] as number[] };
  const statuses: Record<number, number> = {};
  const ask = async (count: number) => {
    const answers = await Promise.all(Array.from({ length: count }, () => overview(target, lastDay)));
    for (const status of answers.flatMap((answer) => answer.statuses))
      statuses[status] = (statuses[status] ?? 0) + 1;
    return Math.max(...answers.map(({ ms }) => ms));
  };
  for (let round = 0; round < 4 * rounds; round++) {
    samples.one.push(await ask(1));
    samples.all.push(await ask(viewers));
  }
  const ratios = samples.all.map((ms, index) => ms / (samples.one[index] ?? ms));
  const [one, all, times] = [samples.one, samples.all, ratios].map((values) => quantile(values, 0.5));
  console.log(
    `B14: one viewer ${one?.toFixed(0)} ms, ${viewers} viewers ${all?.toFixed(0)} ms, ${times?.toFixed(2)} × (medians of ${ratios.length}); answers by status: ${JSON.stringify(statuses)}`,
  );
}
