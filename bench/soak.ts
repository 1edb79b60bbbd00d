// Everything at once for as many minutes as the first argument says: a verified sender at a given rate, ten hostile ones, paused
// exports, the heaviest reports and live viewers, on one built stand-alone server with 2 million events. A line a minute of what the server
// holds; at the end, or after SIGTERM, what was lost and doubled of what was acknowledged, by the stored rows themselves.
// Run: node --conditions=source --import tsx bench/soak.ts [minutes] [events a second] [events that are there]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createEmbeddedClickHouse } from '@gatrix/analytics-clickhouse-embedded';
import { track } from './isolation/ask.ts';
import { burdenOf } from './isolation/burden.ts';
import { type BurdenName, burdens } from './isolation/burdens.ts';
import { type Server, startServer } from './isolation/target.ts';

const [minutes = 60, perSecond = 500, events = 2_000_000] = process.argv.slice(2).map(Number);
const batchSize = 25;
/** One batch in so many is sent again after it was acknowledged, as by a sender who did not hear of it. */
const repeatEvery = 50;
/** One event in so many happened forty days ago. */
const lateEvery = 100;
const dayMs = 86_400_000;

interface Ledger {
  /** By batch: 1 where it was acknowledged. A batch is its events' numbers from `batch × batchSize` on. */
  readonly acknowledged: Set<number>;
  readonly outcomes: Record<string, number>;
  readonly times: number[];
  /** Batches that have been begun. */
  begun: number;
}

const directory = mkdtempSync(join(tmpdir(), 'bench-soak-'));
const dataDir = join(directory, 'data');
const ledger: Ledger = { acknowledged: new Set(), outcomes: {}, times: [], begun: 0 };
let server: Server | undefined;
try {
  server = await startServer(dataDir, events);
  const running = (Object.keys(burdens) as BurdenName[]).map((name) => ({
    name,
    ...burdenOf(name, target(server)),
  }));
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
  const sending = send(server, performance.now() + minutes * 60_000, ending.signal);
  const lines = setInterval(() => console.log(lineOf(target(server))), 60_000);
  await sending;
  clearInterval(lines);
  const results = await Promise.all(running.map(async ({ name, stop }) => ({ name, ...(await stop()) })));
  console.log(lineOf(server));
  await server.stop();
  server = undefined;
  for (const result of results) console.log(JSON.stringify(result));
  const hostile = results.find(({ name }) => name === 'ten hostile senders')?.events ?? 0;
  console.log(JSON.stringify({ sender: ledger.outcomes, ...(await compare(hostile)) }));
} finally {
  await server?.stop();
  rmSync(directory, { recursive: true, force: true });
}

function target(running: Server | undefined): Server {
  if (!running) throw new Error('the server has ended');
  return running;
}

/** As many batches a second as make up the rate, each again until it is acknowledged; until then, or until the signal. */
async function send(to: Server, until: number, signal: AbortSignal): Promise<void> {
  const begun = performance.now();
  const waiting = new Set<Promise<void>>();
  for (let batch = 0; performance.now() < until && !signal.aborted; batch++) {
    await delay(Math.max(0, begun + (1_000 * batch * batchSize) / perSecond - performance.now()));
    ledger.begun += 1;
    const one = deliver(to, batch).finally(() => waiting.delete(one));
    waiting.add(one);
  }
  await Promise.all(waiting);
}

async function deliver(to: Server, batch: number): Promise<void> {
  const messages = Array.from({ length: batchSize }, (_, index) => messageOf(batch * batchSize + index));
  for (let attempt = 0; attempt < 60; attempt++) {
    const { status, ms } = await track(to, messages);
    ledger.outcomes[status] = (ledger.outcomes[status] ?? 0) + 1;
    if (status === 200) {
      ledger.acknowledged.add(batch);
      ledger.times.push(ms);
      break;
    }
    await delay(1_000 + Math.random() * 4_000);
  }
  if (batch % repeatEvery === 0) await track(to, messages);
}

function messageOf(number: number) {
  const id = `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
  const timestamp =
    number % lateEvery === 0 ? { timestamp: new Date(Date.now() - 40 * dayMs).toISOString() } : {};
  const payload = {
    id,
    name: 'soak',
    profileId: `p${number % 20_000}`,
    properties: { number },
    ...timestamp,
  };
  return { type: 'track', payload };
}

function lineOf(running: Server): string {
  const times = ledger.times.splice(0).sort((a, b) => a - b);
  const quantile = (share: number) => Math.round(times[Math.floor(share * times.length)] ?? Number.NaN);
  return JSON.stringify({
    at: new Date().toISOString().slice(11, 19),
    begun: ledger.begun * batchSize,
    acknowledged: ledger.acknowledged.size * batchSize,
    ackMs: { p50: quantile(0.5), p99: quantile(0.99) },
    outcomes: ledger.outcomes,
    ...running.resources(),
    cpuSeconds: Math.round(running.cpuSeconds()),
  });
}

/** What the rows say, once the server has ended. */
async function compare(acceptedOfHostile: number) {
  const engine = await createEmbeddedClickHouse({ path: join(dataDir, 'clickhouse') });
  const result = await engine.client.query({
    query: "SELECT toUInt32(properties_number['number']) AS number FROM analytics.events WHERE name = 'soak'",
    format: 'JSONCompactEachRow',
  });
  const seen = new Uint8Array(ledger.begun * batchSize);
  let doubled = 0;
  for await (const rows of result.stream<[number]>())
    for (const row of rows) {
      const [number] = row.json();
      if (seen[number] === 1) doubled += 1;
      seen[number] = 1;
    }
  let lost = 0;
  for (const batch of ledger.acknowledged)
    for (let index = 0; index < batchSize; index++) if (seen[batch * batchSize + index] !== 1) lost += 1;
  const hostile = await engine.client.query({
    query: "SELECT toUInt32(count()) FROM analytics.events WHERE name = 'hostile'",
    format: 'TabSeparated',
  });
  const storedOfHostile = Number(await hostile.text());
  await engine.close();
  const stored = seen.reduce((sum, one) => sum + one, 0);
  return {
    acknowledged: ledger.acknowledged.size * batchSize,
    stored,
    lost,
    doubled,
    acceptedOfHostile,
    storedOfHostile,
  };
}
