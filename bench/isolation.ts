// What one sender or one reader takes from the others: p99 of a verified `/track` and of the overview alone, and beside each burden,
// in rounds that alternate. Built; run: node --conditions=source --import tsx bench/isolation.ts [events] [rounds] [seconds a round] [burden]
// With BENCH_DATA=directory the data is kept there, and used again.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { overview, track } from './isolation/ask.ts';
import { burdenOf } from './isolation/burden.ts';
import { type BurdenName, burdens } from './isolation/burdens.ts';
import { type Server, startServer } from './isolation/target.ts';

const [events = 2_000_000, rounds = 5, seconds = 20] = process.argv.slice(2, 5).map(Number);
const [only] = process.argv.slice(5);
const tracksPerSecond = 50;
const overviewEveryMs = 2_000;
/** Until what is measured is what lasts. */
const warmUpMs = 3_000;

interface Samples {
  readonly track: number[];
  readonly overview: number[];
  readonly statuses: Record<string, number>;
  readonly cores: number[];
}

const newSamples = (): Samples => ({ track: [], overview: [], statuses: {}, cores: [] });

const kept = process.env.BENCH_DATA;
const directory = kept ? join(kept, `isolation-${events}`) : mkdtempSync(join(tmpdir(), 'bench-isolation-'));
const server = await startServer(join(directory, 'data'), events);
try {
  const names = Object.keys(burdens) as BurdenName[];
  await measure(server, newSamples(), 5_000);
  console.log(
    '| Beside | /track p50, p99 | × alone | overview p50, p99 | × alone | 5xx and broken | CPU of the server |',
  );
  console.log('|---|---|---|---|---|---|---|');
  for (const name of names.filter((one) => only === undefined || one.includes(only))) await compare(name);
} finally {
  await server.stop();
  if (!kept) rmSync(directory, { recursive: true, force: true });
}

async function compare(name: BurdenName): Promise<void> {
  const [alone, beside] = [newSamples(), newSamples()];
  const outcomes: Record<string, number> = {};
  for (let round = 0; round < rounds; round++) {
    await measure(server, alone, seconds * 1_000);
    const burden = burdenOf(name, server);
    await delay(warmUpMs);
    await measure(server, beside, seconds * 1_000);
    const result = await burden.stop();
    for (const [outcome, count] of Object.entries(result.outcomes))
      outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
    await delay(warmUpMs);
  }
  console.log(rowOf(`alone, in the rounds between`, alone));
  console.log(rowOf(name, beside, alone));
  console.error(JSON.stringify({ name, outcomes, alone: alone.statuses, beside: beside.statuses }));
}

/** Sends and asks for so long; what is on its way then is waited for. */
async function measure(target: Server, samples: Samples, ms: number): Promise<void> {
  const [begun, cpu] = [performance.now(), target.cpuSeconds()];
  const add = (times: number[], took: number, statuses: readonly number[]) => {
    times.push(took);
    for (const status of statuses) samples.statuses[status] = (samples.statuses[status] ?? 0) + 1;
  };
  const trackOne = async (index: number) => {
    const payload = { name: 'level_up', profileId: `p${index % 500}`, properties: { level: index } };
    const { ms: took, status } = await track(target, { type: 'track', payload });
    add(samples.track, took, [status]);
  };
  const askOne = async () => {
    const { ms: took, statuses } = await overview(target);
    add(samples.overview, took, statuses);
  };
  await Promise.all([every(1_000 / tracksPerSecond, ms, trackOne), every(overviewEveryMs, ms, askOne)]);
  samples.cores.push((1_000 * (target.cpuSeconds() - cpu)) / (performance.now() - begun));
}

/** Begins one each so often, whatever the others take. */
async function every(everyMs: number, ms: number, work: (index: number) => Promise<void>): Promise<void> {
  const begun = performance.now();
  const running: Promise<void>[] = [];
  for (let index = 0; index * everyMs < ms; index++) {
    await delay(Math.max(0, begun + index * everyMs - performance.now()));
    running.push(work(index));
  }
  await Promise.all(running);
}

function rowOf(name: string, samples: Samples, alone?: Samples): string {
  const times = (values: readonly number[]) =>
    `${Math.round(quantile(values, 0.5))}, ${Math.round(quantile(values, 0.99))} ms`;
  const ratio = (key: 'track' | 'overview') =>
    alone ? `${(quantile(samples[key], 0.99) / quantile(alone[key], 0.99)).toFixed(1)} ×` : '';
  const failed = Object.entries(samples.statuses).filter(([status]) => status === '0' || status >= '500');
  const failures = failed.map(([status, count]) => `${count} × ${status}`).join(', ') || 'none';
  const cores = samples.cores.reduce((sum, one) => sum + one, 0) / samples.cores.length;
  return `| ${name} | ${times(samples.track)} | ${ratio('track')} | ${times(samples.overview)} | ${ratio('overview')} | ${failures} | ${cores.toFixed(2)} |`;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
