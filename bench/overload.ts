// More than can be drained: how many events a second the processes store when senders wait for their answers, then a multiple of that for some
// minutes in an open loop, then a fifth of it. A line every few seconds; at the end what was lost or doubled of what was acknowledged, and how
// long it took until answers were quick again. Built; run:
// node --conditions=source --import tsx bench/overload.ts [seconds of overload] [times what can be drained] [ingests] [workers] [shards]
// With 0 seconds of overload it says only what can be drained.
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from './isolation/ask.ts';
import { type System, startSystem } from './overload/system.ts';

const [seconds = 300, factor = 2, ingests = 1, workers = 1, shards = 1] = process.argv.slice(2).map(Number);
const batchSize = 50;
const capacitySeconds = 30;
const afterwardsSeconds = 90;
const lineEverySeconds = 15;
/** Answers are quick again when the p99 of a second is no more than this. */
const quickMs = 250;

interface Second {
  sent: number;
  accepted: number;
  refused: number;
  broken: number;
  withoutRetryAfter: number;
  readonly times: number[];
}

const acknowledged = new Set<number>();
const bySecond: Second[] = [];
let batches = 0;
let firstSecond: number | undefined;

const system = await startSystem({ ingests, workers, shards });
try {
  const drained = await capacityOf(system);
  console.log(JSON.stringify({ ingests, workers, shards, ...drained }));
  if (seconds > 0) await overload(system, drained.perSecond);
} finally {
  await system.stop();
}

/** Events a second that are stored while 32 connections send as fast as they are answered, and those who are refused wait as they are told to. */
async function capacityOf(of: System) {
  const until = performance.now() + 10_000 + capacitySeconds * 1_000;
  const senders = Array.from({ length: 32 }, async () => {
    while (performance.now() < until) {
      const second = newSecond();
      await send(of, second);
      if (second.accepted === 0) await delay(1_000);
    }
  });
  await delay(10_000);
  const before = { rows: await rowsOf(of), cpu: of.cpuSeconds(), at: performance.now() };
  await delay(capacitySeconds * 1_000);
  const took = (performance.now() - before.at) / 1_000;
  const perSecond = Math.round(((await rowsOf(of)) - before.rows) / took);
  const cores = Number(((of.cpuSeconds() - before.cpu) / took).toFixed(2));
  await Promise.all(senders);
  await untilEmpty(of);
  return { perSecond, cores, residentMb: of.residentMb() };
}

async function overload(of: System, drained: number): Promise<void> {
  const begun = performance.now();
  const lines = setInterval(() => void line(of, begun), lineEverySeconds * 1_000);
  console.log(
    '| second | sent/s | accepted/s | refused/s | p50, p99 of accepted, ms | waiting | resident, MB |',
  );
  console.log('|---|---|---|---|---|---|---|');
  await openLoop(of, drained * factor, begun + seconds * 1_000);
  const overAt = bySecond.length;
  await openLoop(of, drained / 5, begun + (seconds + afterwardsSeconds) * 1_000);
  clearInterval(lines);
  const untilQuick = bySecond.slice(overAt).findIndex((_, index, rest) => rest.slice(index).every(isQuick));
  const over = sumOf(bySecond.slice(0, overAt));
  const drainedAfterMs = await untilEmpty(of);
  console.log(
    JSON.stringify({
      overload: { ...countsOf(over), p50: quantile(over.times, 0.5), p99: quantile(over.times, 0.99) },
      quickAgainAfterSeconds: untilQuick,
      drainedAfterMs,
      ...(await compare(of)),
    }),
  );
}

function isQuick({ times, refused, broken }: Second): boolean {
  return refused + broken === 0 && quantile(times, 0.99) <= quickMs;
}

/** As many batches a second as make up the rate, whatever their answers take; results are kept by the second in which a batch was sent. */
async function openLoop(of: System, perSecond: number, until: number): Promise<void> {
  const begun = performance.now();
  const waiting = new Set<Promise<void>>();
  for (let index = 0; performance.now() < until; index++) {
    const dueIn = begun + (1_000 * index * batchSize) / perSecond - performance.now();
    if (dueIn > 0) await delay(dueIn);
    else if (index % 16 === 0) await new Promise(setImmediate);
    const one = send(of, secondAt()).finally(() => waiting.delete(one));
    waiting.add(one);
  }
  await Promise.all(waiting);
}

function secondAt(): Second {
  const now = Math.floor(performance.now() / 1_000);
  firstSecond ??= now;
  while (bySecond.length <= now - firstSecond) bySecond.push(newSecond());
  return bySecond[now - firstSecond] ?? newSecond();
}

function newSecond(): Second {
  return { sent: 0, accepted: 0, refused: 0, broken: 0, withoutRetryAfter: 0, times: [] };
}

async function send(of: System, second: Second): Promise<void> {
  const batch = batches++;
  const first = batch * batchSize;
  const messages = Array.from({ length: batchSize }, (_, index) => {
    const number = first + index;
    const id = `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
    const properties = `{"batch":${batch},"level":${number % 50},"map":"desert"}`;
    return `{"type":"track","payload":{"id":"${id}","name":"level_up","profileId":"p${number % 20_000}","properties":${properties}}}`;
  });
  second.sent += 1;
  const answer = await ask(`${of.urls[batch % of.urls.length]}/track`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'openpanel-client-id': of.sender.id,
      'openpanel-client-secret': of.sender.secret,
    },
    body: `[${messages.join(',')}]`,
  });
  if (answer.status === 200) {
    acknowledged.add(batch);
    second.accepted += 1;
    second.times.push(answer.ms);
  } else if (answer.status === 503) {
    second.refused += 1;
    if (!(Number(answer.headers['retry-after']) >= 1)) second.withoutRetryAfter += 1;
  } else second.broken += 1;
}

async function line(of: System, begun: number): Promise<void> {
  const last = sumOf(bySecond.slice(-lineEverySeconds));
  const rate = (count: number) => Math.round((count * batchSize) / lineEverySeconds).toLocaleString('en-US');
  const times = `${quantile(last.times, 0.5)}, ${quantile(last.times, 0.99)}`;
  const resident = Object.entries(of.residentMb())
    .map(([name, mb]) => `${name} ${mb}`)
    .join(', ');
  const at = Math.round((performance.now() - begun) / 1_000);
  console.log(
    `| ${at} | ${rate(last.sent)} | ${rate(last.accepted)} | ${rate(last.refused)}${last.broken ? ` (broken ${last.broken})` : ''} | ${times} | ${await of.backlog()} | ${resident} |`,
  );
}

function sumOf(parts: readonly Second[]): Second {
  const sum = newSecond();
  for (const part of parts) {
    for (const key of ['sent', 'accepted', 'refused', 'broken', 'withoutRetryAfter'] as const)
      sum[key] += part[key];
    for (const ms of part.times) sum.times.push(ms);
  }
  return sum;
}

function countsOf({ times: _, ...counts }: Second) {
  return counts;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
}

async function rowsOf({ clickhouse, database }: System): Promise<number> {
  const result = await clickhouse.query({
    query: `SELECT count() FROM ${database}.events`,
    format: 'TabSeparated',
  });
  return Number(await result.text());
}

async function untilEmpty(of: System): Promise<number> {
  const begun = performance.now();
  while ((await of.backlog()) > 0) await delay(100);
  return Math.round(performance.now() - begun);
}

/** What the rows say of each batch that was acknowledged. */
async function compare({ clickhouse, database }: System) {
  const result = await clickhouse.query({
    query: `SELECT toUInt32(properties_number['batch']) AS batch, toUInt32(count()) AS rows, toUInt32(uniqExact(id)) AS ids
      FROM ${database}.events GROUP BY batch`,
    format: 'JSONCompactEachRow',
  });
  const stored = new Map<number, number>();
  let doubled = 0;
  for await (const rows of result.stream<[number, number, number]>())
    for (const row of rows) {
      const [batch, count, ids] = row.json();
      stored.set(batch, ids);
      doubled += count - ids;
    }
  let lost = 0;
  for (const batch of acknowledged) lost += batchSize - (stored.get(batch) ?? 0);
  return { acknowledged: acknowledged.size * batchSize, lost, doubled };
}
