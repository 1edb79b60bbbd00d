// B6, B7, B8 and B12 of the performance plan. Run: node --conditions=source --import tsx bench/reports.ts [events …]
// With BENCH_DATA=directory the events are kept there, and used again by the next run; what is sealed, too. With
// BENCH_MEASURE=no that is all it does. BENCH_ROUNDS=5
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import { createEmbeddedClickHouse } from '@gatrix/analytics-clickhouse-embedded';
import {
  daysToSeal,
  dropStaleSeals,
  forgetDays,
  migrate,
  sealDays,
} from '@gatrix/analytics-clickhouse-schema';
import * as protocol from '@gatrix/analytics-protocol/insights';
import { createReports, parseParameters, type Reports } from '@gatrix/analytics-reports';
import { generateEvents } from './generate-events.ts';
import { createPlanTable, planStatements } from './plan-table.ts';

const hourMs = 3_600_000;
const end = Date.UTC(2026, 10, 20);
const lastDay = end / (24 * hourMs) - 1;
/** The last day has been over for long enough. */
const sealedAt = end + 2 * hourMs;
/** Days that are over, and so is the day behind them: no session goes on. */
const range = { startDate: '2026-10-20', endDate: '2026-11-18' };
const planRange = { projectId: 'bench', startDate: '2026-10-20 00:00:00', endDate: '2026-11-18 23:59:59' };
/** To the last day with events, whose sessions may go on. */
const lastDays = { startDate: '2026-10-21', endDate: '2026-11-19' };
const project = { id: 'bench', timezone: 'UTC' };
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const measuredTables = [
  'analytics.events',
  'analytics.session_days',
  'analytics.activity_slots',
  'analytics.page_slots',
  'analytics.day_totals',
  'plan.events',
];
const overviewNames = ['metrics', 'timeseries', 'pages', 'country', 'browser', 'os', 'referrer_name'];

const sizes = process.argv.slice(2).map(Number);
for (const events of sizes.length > 0 ? sizes : [1_000_000, 10_000_000]) {
  const kept = process.env.BENCH_DATA;
  const path = kept ? join(kept, String(events)) : mkdtempSync(join(tmpdir(), 'bench-reports-'));
  const isMade = join(path, 'made');
  if (kept) mkdirSync(path, { recursive: true });
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
    const sealMs = await seal(engine.client, sealedAt);
    if (process.env.BENCH_MEASURE === 'no') continue;
    await merge(engine.client);
    const measured = await measure(engine.client);
    const untilYesterday = await measureOverview(engine.client);
    await openLastDay(engine.client);
    const withAnOpenDay = await measureOverview(engine.client);
    await seal(engine.client, end - hourMs);
    const withToday = await measureOverview(engine.client);
    await openLastDay(engine.client);
    console.log(
      JSON.stringify({ events, sealMs, ...measured, untilYesterday, withAnOpenDay, withToday }, null, 2),
    );
  } finally {
    await engine.close();
    if (!kept) rmSync(path, { recursive: true, force: true });
  }
}

/** What the aggregation worker does at that time. */
async function seal(clickhouse: ClickHouseClient, now: number): Promise<number> {
  const target = { clickhouse, database: 'analytics' };
  const started = performance.now();
  for (const portion of await daysToSeal(target, { projectId: 'bench', now }))
    await sealDays(target, portion, now);
  const took = Math.round(performance.now() - started);
  await dropStaleSeals(target, { projectId: 'bench', now: now + hourMs });
  return took;
}

/** As tables are some time after they were filled, ours and the plan's alike. */
async function merge(clickhouse: ClickHouseClient): Promise<void> {
  for (const table of measuredTables) await clickhouse.command({ query: `OPTIMIZE TABLE ${table} FINAL` });
}

/** So that it is read from its events. */
function openLastDay(clickhouse: ClickHouseClient): Promise<void> {
  return forgetDays({ clickhouse, database: 'analytics' }, { projectId: 'bench', days: [lastDay] });
}

async function measureOverview(clickhouse: ClickHouseClient) {
  const asks = overviewOf(createReports({ clickhouse, database: 'analytics', now: () => end }), lastDays);
  const samples = { one: [] as number[], atOnce: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    samples.one.push(await timed(asks));
    samples.atOnce.push(await timed([() => Promise.all(asks.map((ask) => ask()))]));
  }
  return { oursMs: median(samples.one), atOnceMs: median(samples.atOnce) };
}

function overviewOf(reports: Reports, range: { readonly startDate: string; readonly endDate: string }) {
  return [
    () => reports.metrics(project, parseParameters(protocol.metricsParameters, range)),
    () =>
      reports.timeseries(
        project,
        parseParameters(protocol.timeseriesParameters, { ...range, interval: 'day' }),
      ),
    () => reports.pages(project, parseParameters(protocol.pagesParameters, { ...range, limit: '10' })),
    ...['country', 'browser', 'os', 'referrer_name'].map(
      (dimension) => () =>
        reports.breakdown(
          project,
          parseParameters(protocol.breakdownParameters, { ...range, dimension, limit: '10' }),
        ),
    ),
  ];
}

async function measure(clickhouse: ClickHouseClient) {
  const reports = createReports({ clickhouse, database: 'analytics', now: () => end });
  const overview = overviewOf(reports, range);
  const scan = () =>
    read(
      clickhouse,
      `SELECT uniqExact(device_id) FROM analytics.events WHERE project_id = {projectId:String} AND timestamp >= {startDate:DateTime} AND timestamp <= {endDate:DateTime}`,
    );
  const b7 = {
    funnel: () =>
      reports.funnel(
        project,
        parseParameters(protocol.funnelParameters, {
          ...range,
          steps: [{ name: 'screen_view' }, { name: 'shop_open' }, { name: 'purchase' }],
        }),
      ),
    retention: () =>
      reports.retention(
        project,
        parseParameters(protocol.retentionParameters, { ...range, period: 'week', periods: 8 }),
      ),
    query: () =>
      reports.query(
        project,
        parseParameters(protocol.queryParameters, {
          ...range,
          series: [{ event: 'level_up', aggregation: 'unique_users' }],
          breakdowns: ['country'],
          interval: 'day',
        }),
      ),
  };
  const each: Record<string, number[]> = {};
  const samples = {
    ours: [] as number[],
    plan: [] as number[],
    oursAtOnce: [] as number[],
    planAtOnce: [] as number[],
    scan: [] as number[],
  };
  const perReport: Record<string, number[]> = { funnel: [], retention: [], query: [] };
  for (let round = 0; round < rounds; round++) {
    const plans = planStatements.map((statement) => () => read(clickhouse, statement));
    samples.plan.push(await timed(plans));
    samples.ours.push(await timed(overview));
    samples.planAtOnce.push(await timed([() => Promise.all(plans.map((ask) => ask()))]));
    samples.oursAtOnce.push(await timed([() => Promise.all(overview.map((ask) => ask()))]));
    for (const [index, one] of overview.entries()) {
      const name = overviewNames[index] ?? '';
      each[name] = [...(each[name] ?? []), await timed([one])];
    }
    samples.scan.push(await timed([scan]));
    for (const [name, report] of Object.entries(b7)) perReport[name]?.push(await timed([report]));
  }
  const bytes = await sizes8(clickhouse);
  return {
    b6: {
      oursMs: median(samples.ours),
      planMs: median(samples.plan),
      eachMs: Object.fromEntries(Object.entries(each).map(([name, times]) => [name, median(times)])),
      timesFaster: round2(median(samples.plan.map((plan, index) => plan / (samples.ours[index] ?? 1)))),
      atOnce: {
        oursMs: median(samples.oursAtOnce),
        planMs: median(samples.planAtOnce),
        timesFaster: round2(
          median(samples.planAtOnce.map((plan, index) => plan / (samples.oursAtOnce[index] ?? 1))),
        ),
      },
    },
    b7: {
      scanMs: median(samples.scan),
      ...Object.fromEntries(
        Object.entries(perReport).map(([name, times]) => [
          name,
          {
            ms: median(times),
            timesScan: round2(median(times.map((time, index) => time / (samples.scan[index] ?? 1)))),
          },
        ]),
      ),
    },
    b8: bytes,
  };
}

async function timed(work: readonly (() => Promise<unknown>)[]): Promise<number> {
  const started = performance.now();
  for (const one of work) await one();
  return performance.now() - started;
}

async function read(clickhouse: ClickHouseClient, query: string): Promise<unknown> {
  return (await clickhouse.query({ query, query_params: planRange, format: 'JSON' })).json();
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
