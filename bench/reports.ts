// B6, B7, B8 and B12 of the performance plan. Run: node --conditions=source --import tsx bench/reports.ts [events …]
// With BENCH_DATA=directory the events are kept there, and used again by the next run; what is sealed, too, and a copy for each zone whose
// midnights days are divided at. With BENCH_MEASURE=no that is all it does. BENCH_ROUNDS=5
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import { createEmbeddedClickHouse } from '@gatrix/analytics-clickhouse-embedded';
import {
  createMoney,
  daysToSeal,
  dropStaleSeals,
  forgetDays,
  migrate,
  sealDays,
} from '@gatrix/analytics-clickhouse-schema';
import { createReports } from '@gatrix/analytics-reports';
import { generateEvents } from './generate-events.ts';
import {
  databases,
  isKept,
  putBack,
  putBackLastHour,
  received,
  storeNext,
  takeOutLastHour,
} from './last-hour.ts';
import { createPlanTable } from './plan-table.ts';
import {
  closedScenarios,
  deviceStatements,
  liveScenarios,
  openScenarios,
  overviewOf,
  ownZoneScenarios,
  type PersonReport,
  personReports,
  planOverviewOf,
  read,
  type Scenario,
} from './report-scenarios.ts';
import { type Measured, type MeasuredPersons, tableOf } from './report-tables.ts';

const hourMs = 3_600_000;
const end = Date.UTC(2026, 10, 20);
const lastDay = end / (24 * hourMs) - 1;
/** The last day has been over for long enough. */
const sealedAt = end + 2 * hourMs;
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const isMeasured = process.env.BENCH_MEASURE !== 'no';
const measuredTables = [
  'analytics.events',
  'analytics.session_days',
  'analytics.activity_slots',
  'analytics.page_slots',
  'analytics.day_totals',
  'plan.events',
];
const sizes = process.argv.slice(2).map(Number);
for (const events of sizes.length > 0 ? sizes : [1_000_000, 10_000_000]) {
  const kept = process.env.BENCH_DATA;
  const path = kept ? join(kept, String(events)) : mkdtempSync(join(tmpdir(), 'bench-reports-'));
  if (kept) mkdirSync(path, { recursive: true });
  try {
    const measured = await measureAll(events, path);
    const own = await inTurn(ownZoneScenarios, (scenario) => measureOwnZone(path, scenario));
    if (!measured) continue;
    console.log(tableOf(events, [...measured.overviews, ...own], measured.persons));
    console.log(JSON.stringify({ events, sealMs: measured.sealMs, b8: measured.bytes }, null, 2));
  } finally {
    if (!kept) rmSync(path, { recursive: true, force: true });
  }
}

/** Of a project in UTC; undefined where data is made alone. */
async function measureAll(events: number, path: string) {
  const isMade = join(path, 'made');
  const engine = await createEmbeddedClickHouse({ path: join(path, 'data') });
  try {
    await migrate({ clickhouse: engine.client, database: 'analytics' });
    if (!existsSync(isMade)) {
      await generateEvents({
        clickhouse: engine.client,
        database: 'analytics',
        projectId: 'bench',
        events,
        days: 60,
        end,
      });
      await createPlanTable(engine.client);
      writeFileSync(isMade, '');
    }
    await putBackLastHour(engine.client, end);
    await dropFuture(engine.client);
    const sealMs = await seal(engine.client, sealedAt);
    if (!isMeasured) return undefined;
    await merge(engine.client);
    const overviews = await inTurn(closedScenarios, (one) => measureOverview(engine.client, one));
    const persons = await measurePersons(engine.client);
    const bytes = await sizes8(engine.client);
    await takeOutLastHour(engine.client, end);
    await openLastDay(engine.client);
    // A twentieth of the last day is not summed up then.
    await seal(engine.client, end - hourMs);
    await merge(engine.client);
    await putBack(engine.client, end, `NOT ${isKept}`);
    const live = await inTurn(liveScenarios, (one) =>
      measureOverview(engine.client, one, (client) => storeNext(client, end)),
    );
    await putBackLastHour(engine.client, end);
    const open = await inTurn(openScenarios, (one) => measureOverview(engine.client, one));
    await openLastDay(engine.client);
    await seal(engine.client, sealedAt);
    return { sealMs, overviews: [...overviews, ...open, ...live], persons, bytes };
  } finally {
    await engine.close();
  }
}

/** The same events as those of a project in the scenario's zone: a copy, whose days are divided at its midnights. */
async function measureOwnZone(path: string, scenario: Scenario): Promise<Measured[]> {
  const copy = join(path, 'zones', scenario.timezone);
  if (!existsSync(copy)) {
    const unfinished = join(path, 'zones', 'unfinished');
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(join(path, 'data'), unfinished, { recursive: true });
    mkdirSync(dirname(copy), { recursive: true });
    renameSync(unfinished, copy);
  }
  const engine = await createEmbeddedClickHouse({ path: copy });
  try {
    await migrate({ clickhouse: engine.client, database: 'analytics' });
    await seal(engine.client, sealedAt, scenario.timezone);
    if (!isMeasured) return [];
    await merge(engine.client);
    return await measureOverview(engine.client, scenario);
  } finally {
    await engine.close();
  }
}

/** What the aggregation worker does at that time, of a project in the zone. */
async function seal(clickhouse: ClickHouseClient, now: number, zone = 'UTC'): Promise<number> {
  const target = { clickhouse, database: 'analytics', moneyOf: async () => createMoney('USD', zone, []) };
  const started = performance.now();
  // Kept data may have been sealed at this very time, without a sum of a newer version.
  for (const time of [now, now + 60_000])
    for (const portion of await daysToSeal(target, { projectId: 'bench', now: time }))
      await sealDays(target, portion, time);
  const took = Math.round(performance.now() - started);
  await dropStaleSeals(target, { projectId: 'bench', now: now + hourMs });
  return took;
}

/** As tables are some time after they were filled, ours and the plan's alike. */
async function merge(clickhouse: ClickHouseClient): Promise<void> {
  for (const table of measuredTables) await clickhouse.command({ query: `OPTIMIZE TABLE ${table} FINAL` });
}

/** Kept data of older versions has events behind `end`, of sessions that go on. */
async function dropFuture(clickhouse: ClickHouseClient): Promise<void> {
  for (const database of databases) {
    const future = `FROM ${database}.events WHERE ${received(end)}`;
    const found = await clickhouse.query({ query: `SELECT 1 ${future} LIMIT 1`, format: 'JSONEachRow' });
    // A mutation without rows to delete would leave parts to be written anew, too.
    if ((await found.json()).length === 0) continue;
    await clickhouse.command({
      query: `ALTER TABLE ${database}.events DELETE WHERE ${received(end)} SETTINGS mutations_sync = 2`,
    });
  }
}

/** So that it is read from its events. */
function openLastDay(clickhouse: ClickHouseClient): Promise<void> {
  return forgetDays({ clickhouse, database: 'analytics' }, { projectId: 'bench', days: [lastDay] });
}

/** The overview's questions at once, beside the plan's; and in the best case one after the other. `before` runs before each round. */
async function measureOverview(
  clickhouse: ClickHouseClient,
  scenario: Scenario,
  before: (clickhouse: ClickHouseClient) => Promise<void> = async () => {},
): Promise<Measured[]> {
  const reports = createReports({ clickhouse, database: 'analytics', now: () => end });
  const ours = overviewOf(reports, scenario);
  const plain = planOverviewOf(clickhouse, scenario);
  const atOnce = (work: readonly (() => Promise<unknown>)[]) => [() => Promise.all(work.map((ask) => ask()))];
  const prepare = () => before(clickhouse);
  const measured = [await sideBySide(scenario.name, atOnce(ours), atOnce(plain), prepare)];
  if (scenario === closedScenarios[0]) {
    measured.push(await sideBySide('B6f the same, one after the other', ours, plain));
  }
  return measured;
}

async function sideBySide(
  name: string,
  ours: readonly (() => Promise<unknown>)[],
  plain: readonly (() => Promise<unknown>)[],
  prepare: () => Promise<void> = async () => {},
): Promise<Measured> {
  const samples = { ours: [] as number[], plain: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    await prepare();
    samples.plain.push(await timed(plain));
    samples.ours.push(await timed(ours));
  }
  return {
    name,
    oursMs: median(samples.ours),
    plainMs: median(samples.plain),
    timesFaster: round2(median(samples.plain.map((time, index) => time / (samples.ours[index] ?? 1)))),
  };
}

/** By person, beside the plain statement by device and a scan. */
async function measurePersons(clickhouse: ClickHouseClient): Promise<MeasuredPersons[]> {
  const reports = personReports(createReports({ clickhouse, database: 'analytics', now: () => end }));
  const names: readonly PersonReport[] = ['funnel', 'retention', 'query'];
  return inTurnFlat(names, async (name) => {
    const samples = { ours: [] as number[], device: [] as number[], scan: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      samples.scan.push(await timed([() => read(clickhouse, deviceStatements.scan)]));
      samples.device.push(await timed([() => read(clickhouse, deviceStatements[name])]));
      samples.ours.push(await timed([reports[name]]));
    }
    const times = (beside: readonly number[]) =>
      round2(median(samples.ours.map((time, index) => time / (beside[index] ?? 1))));
    return {
      name,
      ms: median(samples.ours),
      timesDevice: times(samples.device),
      timesScan: times(samples.scan),
    };
  });
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R[]>): Promise<R[]> {
  return (await inTurnFlat(items, work)).flat();
}

async function inTurnFlat<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

async function timed(work: readonly (() => Promise<unknown>)[]): Promise<number> {
  const started = performance.now();
  for (const one of work) await one();
  return performance.now() - started;
}

async function sizes8(clickhouse: ClickHouseClient) {
  const result = await clickhouse.query({
    query: `SELECT database, table, sum(bytes_on_disk) AS bytes FROM system.parts WHERE active AND database IN ('analytics', 'plan') GROUP BY ALL`,
    format: 'JSONEachRow',
  });
  const rows = await result.json<{ database: string; table: string; bytes: string }>();
  const of = (filter: (row: { database: string; table: string }) => boolean) =>
    rows.filter(filter).reduce((sum, { bytes }) => sum + Number(bytes), 0);
  const plan = of(({ database }) => database === 'plan');
  const alone = of(({ database, table }) => database === 'analytics' && table === 'events');
  const all = of(({ database }) => database === 'analytics');
  const [count] = await (
    await clickhouse.query({ query: 'SELECT count() AS n FROM analytics.events', format: 'JSONEachRow' })
  ).json<{ n: string }>();
  const events = Number(count?.n ?? 1);
  return {
    planBytesPerEvent: round2(plan / events),
    eventsAlone: round2(alone / events),
    all: round2(all / events),
    ratioAlone: round2(alone / plan),
    ratioAll: round2(all / plan),
  };
}

function median(values: readonly number[]): number {
  return round2([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0);
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
