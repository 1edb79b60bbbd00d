// What one sender or one reader takes from the others: p99 of a verified `/track` and of the overview alone, and beside each burden,
// in rounds that alternate. Built; run: node --conditions=source --import tsx bench/isolation.ts [events] [rounds] [seconds a round] [burden]
// With BENCH_DATA=directory the data is kept there, and used again.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { burdenOf } from './isolation/burden.ts';
import { type BurdenName, burdens } from './isolation/burdens.ts';
import { measure, newSamples, rowOf } from './isolation/measure.ts';
import { startServer } from './isolation/target.ts';

const [events = 2_000_000, rounds = 5, seconds = 20] = process.argv.slice(2, 5).map(Number);
const [only] = process.argv.slice(5);
/** Until what is measured is what lasts. */
const warmUpMs = 3_000;

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
