import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMetadata, type JsonValue, type Metadata } from '@gatrix/analytics-metadata';
import { createReports, type Reports, segmentSource } from '@gatrix/analytics-reports';
import { type Engine, eventRow, startEngine } from '@gatrix/analytics-reports/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAlertEvaluator, type EvaluateAlerts } from '../src/index.ts';

let directory: string;
let engine: Engine;
let metadata: Metadata;
let reports: Reports;
let evaluateAlerts: EvaluateAlerts;
let projectId: string;
let now: number;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const at = (text: string) => Date.parse(text);
const noon = at('2026-11-10T12:00:00Z');

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'alerts-'));
  engine = await startEngine();
  metadata = createMetadata({ url: `sqlite:${join(directory, 'metadata.db')}`, now: () => now });
  await metadata.migrate();
  reports = createReports({ ...engine, now: () => now, segments: segmentSource(metadata) });
  const publicUrl = 'https://stats.example.com';
  evaluateAlerts = createAlertEvaluator({ metadata, reports, now: () => now, publicUrl });
});
afterAll(async () => {
  await metadata.close();
  await engine.close();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  now = noon + hourMs + minuteMs;
  ({ id: projectId } = await metadata.projects.create({ name: 'P', domain: '', timezone: 'Asia/Seoul' }));
});

const insert = (times: readonly number[], known: object = {}) =>
  engine.insertEvents(
    times.map((timestamp) =>
      eventRow({ id: randomUUID(), project_id: projectId, timestamp, profile_id: 'ann', ...known }),
    ),
  );

const save = (report: string, query: JsonValue) =>
  metadata.savedReports.create({ projectId, name: report, report, query });

/** An alert on a saved report, which is evaluated as the worker does it. */
async function alertOn(
  report: string,
  query: JsonValue,
  { figure, ...rest }: { figure: string; interval?: string; condition?: JsonValue },
) {
  const { id: savedReportId } = await save(report, query);
  return started({ watch: { savedReportId, figure }, ...rest });
}

async function started(given: { watch: JsonValue; interval?: string; condition?: JsonValue }) {
  const settings = { kind: 'webhook', url: 'https://example.com/', secret: 'a secret of the receiver' };
  const channel = await metadata.channels.create({ projectId, name: 'C', settings });
  const condition = { kind: 'threshold', op: 'gte', value: 3 };
  const definition = { interval: 'hour', condition, ...given };
  const { id } = await metadata.alerts.create({
    projectId,
    name: 'A',
    definition,
    channels: [channel.id, 'gone'],
  });
  const read = async () => {
    const alert = await metadata.alerts.get(id);
    if (!alert) throw new Error('no alert');
    return alert;
  };
  return {
    id,
    read,
    evaluate: async () => {
      await evaluateAlerts([await read()]);
      return read();
    },
    /** What is to be sent, oldest first. */
    told: async () => {
      const all = await metadata.deliveries.list(projectId, { limit: 100, subjectId: id });
      return all.map(({ message }) => message).reverse();
    },
    values: async () => metadata.alerts.values(id, { from: 0, to: now }),
  };
}

const count = { figure: 'total_events' };

test('an hour that is over is evaluated, and the state changes with the next', async () => {
  await insert([noon + 1, noon + 2, noon + 3, noon + hourMs + 1]);
  const alert = await alertOn('metrics', {}, count);
  expect(await alert.evaluate()).toMatchObject({
    ...{ state: 'firing', stateSince: now, lastBucket: noon, toldState: 'firing', toldAt: now },
    // When late events are looked at.
    dueAt: noon + hourMs + 15_000 + 15 * minuteMs,
  });
  now += hourMs;
  expect(await alert.evaluate()).toMatchObject({ state: 'ok', lastBucket: noon + hourMs, toldState: 'ok' });
  expect((await alert.values()).map(({ value, high, state }) => [value, high, state])).toEqual([
    [3, 3, 'firing'],
    [1, 3, 'ok'],
  ]);
  const told = await alert.told();
  expect(told).toMatchObject([
    { type: 'alert', state: 'firing', previous: null, reminder: false, value: 3, high: 3, low: null },
    {
      state: 'ok',
      previous: 'firing',
      value: 1,
      watched: 'metrics',
      figure: 'total_events',
      interval: 'hour',
    },
  ]);
  expect(told[1]).toMatchObject({
    bucket: '2026-11-10T22:00:00+09:00',
    link: `https://stats.example.com/p/${projectId}/alerts`,
    alert: { id: alert.id, name: 'A' },
  });
});

test("what is told of an amount has the project's currency, what is told of a count has none", async () => {
  await metadata.projects.update(projectId, { settings: { currency: 'KRW' } });
  await insert([noon + 1, noon + 2], { revenue: 500 });
  const series = [
    { aggregation: 'sum', property: 'revenue' },
    { aggregation: 'unique_users' },
    { aggregation: 'total' },
  ];
  const query = { series, formulas: ['A/B', 'B/C*100'] };
  const figures = [
    ...(['total_revenue', 'total_events'] as const).map((figure) => ['metrics', {}, figure] as const),
    ...(['arppu', 'payers'] as const).map((figure) => ['monetization', {}, figure] as const),
    ...(['A', 'B', 'A/B', 'B/C*100'] as const).map((figure) => ['query', query, figure] as const),
  ];
  const currencies: unknown[] = [];
  for (const [report, saved, figure] of figures) {
    const alert = await alertOn(report, saved, { figure });
    await alert.evaluate();
    const [told] = await alert.told();
    currencies.push([figure, typeof told === 'object' && told && 'currency' in told ? told.currency : null]);
  }
  expect(currencies).toEqual([
    ['total_revenue', 'KRW'],
    ['total_events', null],
    ['arppu', 'KRW'],
    ['payers', null],
    ['A', 'KRW'],
    ['B', null],
    ['A/B', 'KRW'],
    ['B/C*100', null],
  ]);
});

test('late events move it once more, not twice', async () => {
  await insert([noon + 1, noon + 2]);
  const alert = await alertOn('metrics', {}, count);
  expect((await alert.evaluate()).state).toBe('ok');
  await insert([noon + 3]);
  now += minuteMs;
  expect(await alert.evaluate(), 'before their time').toMatchObject({ state: 'ok' });
  now = noon + hourMs + 16 * minuteMs;
  const revised = await alert.evaluate();
  expect(revised).toMatchObject({ state: 'firing', isRevised: true, dueAt: noon + 2 * hourMs + 15_000 });
  expect(await alert.values()).toEqual([
    expect.objectContaining({ value: 3, firstValue: 2, state: 'firing', revisedAt: now }),
  ]);
  await engine.clickhouse.command({
    query: `ALTER TABLE ${engine.database}.events DELETE WHERE project_id = '${projectId}' SETTINGS mutations_sync = 2`,
  });
  now += 10 * minuteMs;
  expect(await alert.evaluate(), 'a third time').toMatchObject({ state: 'firing' });
});

test('what was evaluated late has its late events in, and is not evaluated again', async () => {
  await insert([noon + 1]);
  now = noon + hourMs + 30 * minuteMs;
  const alert = await alertOn('metrics', {}, count);
  expect(await alert.evaluate()).toMatchObject({ isRevised: true, dueAt: noon + 2 * hourMs + 15_000 });
});

test('a minute is asked again only where late events have come', async () => {
  const asked: number[] = [];
  const counted: typeof reports = {
    ...reports,
    metrics: (...given) => {
      asked.push(now);
      return reports.metrics(...given);
    },
  };
  const evaluate = createAlertEvaluator({ metadata, reports: counted, now: () => now });
  await insert([noon + 1, noon + 2]);
  const alert = await alertOn('metrics', {}, { ...count, interval: 'minute' });
  const looks = async (since: number) => {
    now = since;
    await evaluate([await alert.read()]);
    now += 31_000;
    await evaluate([await alert.read()]);
    const [value] = (await alert.values()).slice(-1);
    return [asked.splice(0).length, value?.firstValue, value?.value, value?.revisedAt === now];
  };
  const first = noon + minuteMs + 15_000;
  expect(await looks(first)).toEqual([1, 2, 2, true]);
  await insert([noon + minuteMs + 1, noon + minuteMs + 2, noon + minuteMs + 3]);
  expect(await looks(first + minuteMs)).toEqual([1, 3, 3, true]);
  // One that happened in the minute, and one of the minute before it, are received behind the first look.
  for (const minute of [2, 3]) {
    const start = noon + minute * minuteMs;
    await insert([start + 1]);
    now = start + minuteMs + 15_000;
    await evaluate([await alert.read()]);
    await insert([noon + 2 * minuteMs + 5], { created_at: now });
    now += 31_000;
    await evaluate([await alert.read()]);
    expect(asked.splice(0), `minute ${minute}`).toHaveLength(2);
  }
  expect((await alert.values()).slice(-2)).toMatchObject([
    { bucket: noon + 2 * minuteMs, firstValue: 1, value: 2 },
    { bucket: noon + 3 * minuteMs, firstValue: 1, value: 1 },
  ]);
});

describe('what is told', () => {
  const fires = () => insert([noon + 1, noon + 2, noon + 3]);

  test('a quiet start says nothing, and a reminder comes once a day while it fires', async () => {
    const quiet = await alertOn('metrics', {}, count);
    expect(await quiet.evaluate()).toMatchObject({ state: 'ok', toldState: 'ok', toldAt: null });
    expect(await quiet.told()).toEqual([]);
    await fires();
    const loud = await alertOn(
      'metrics',
      {},
      { ...count, condition: { kind: 'threshold', op: 'gte', value: 0 } },
    );
    const { toldAt } = await loud.evaluate();
    now += hourMs;
    expect((await loud.evaluate()).toldAt).toBe(toldAt);
    now += dayMs;
    expect((await loud.evaluate()).toldAt).toBe(now);
    expect(await loud.told()).toMatchObject([{ reminder: false }, { reminder: true, state: 'firing' }]);
  });

  test('that there is no data, and that there is again, once each', async () => {
    const perBuyer = { series: [{ event: 'pay' }, { event: 'buyer' }], formulas: ['A / B'] };
    const [pay, buyer] = [{ name: 'pay' }, { name: 'buyer' }];
    await insert([noon + 1, noon + 2, noon + 3], pay);
    await insert([noon + 1, noon + 2 * hourMs + 1], buyer);
    const alert = await alertOn('query', perBuyer, { figure: 'A/B' });
    expect((await alert.evaluate()).state).toBe('firing');
    // In the next hour nobody buys: 0 / 0. For a day of it nobody is reminded, since it does not fire.
    now += hourMs;
    expect(await alert.evaluate()).toMatchObject({ state: 'no_data', toldState: 'no_data', toldAt: now });
    now += 10 * minuteMs;
    await alert.evaluate();
    now += 50 * minuteMs;
    expect((await alert.evaluate()).state).toBe('ok');
    expect(await alert.told()).toMatchObject([
      { state: 'firing', previous: null, value: 3 },
      { state: 'no_data', previous: 'firing', value: null, reminder: false },
      { state: 'ok', previous: 'no_data', value: 0, reminder: false },
    ]);
  });

  test('a reminder is one a day, however often it is evaluated; a change meanwhile is told at once', async () => {
    await fires();
    const alert = await alertOn(
      'metrics',
      {},
      { ...count, condition: { kind: 'threshold', op: 'gte', value: 0 } },
    );
    const { toldAt } = await alert.evaluate();
    const begun = toldAt ?? 0;
    for (const hours of [1, 12, 23, 24, 25, 36, 47, 48, 49]) {
      now = begun + hours * hourMs;
      await alert.evaluate();
    }
    await metadata.alerts.update(alert.id, { snoozedUntil: now + 30 * hourMs });
    now += 26 * hourMs;
    await alert.evaluate();
    const told = (await alert.told()) as { reminder: boolean; at: string }[];
    expect(told.map(({ reminder, at: time }) => [reminder, (at(time) - begun) / hourMs])).toEqual([
      [false, 0],
      [true, 24],
      [true, 48],
    ]);
  });

  test('nothing while it is snoozed; when that ends, the state as it is then', async () => {
    await fires();
    const alert = await alertOn('metrics', {}, count);
    const until = now + 5 * minuteMs;
    await metadata.alerts.update(alert.id, { snoozedUntil: until });
    expect(await alert.evaluate()).toMatchObject({ state: 'firing', toldState: null, dueAt: until });
    expect(await alert.told()).toEqual([]);
    now = until;
    expect(await alert.evaluate()).toMatchObject({ toldState: 'firing', toldAt: now });
    // Nothing new was seen; the message has what was.
    expect(await alert.told()).toMatchObject([{ state: 'firing', value: 3, high: 3 }]);
  });
});

describe('conditions on the weeks before', () => {
  const weekMs = 7 * dayMs;

  test('a fall against the same hour last week', async () => {
    await insert([noon + 1, ...[1, 2, 3, 4].map((ms) => noon - weekMs + ms)]);
    const condition = { kind: 'change', op: 'lte', percent: -50 };
    const alert = await alertOn('metrics', {}, { ...count, condition });
    expect((await alert.evaluate()).state).toBe('firing');
    expect((await alert.values())[0]).toMatchObject({ value: 1, low: 2, high: null });
  });

  test('the band of the same hour; weeks that were seen are not asked again', async () => {
    const weeks = [10, 12, 11, 13];
    for (const [week, events] of weeks.entries()) {
      await insert(Array.from({ length: events }, (_, ms) => noon - (week + 1) * weekMs + ms));
    }
    await insert(Array.from({ length: 30 }, (_, ms) => noon + ms));
    const alert = await alertOn(
      'metrics',
      {},
      { ...count, condition: { kind: 'band', weeks: 4, width: 3, side: 'outside' } },
    );
    await metadata.alerts.putValue(alert.id, {
      ...{ bucket: noon - weekMs, value: 12, firstValue: 12, low: null, high: null },
      ...{ state: 'ok', seenAt: 0, revisedAt: null },
    });
    expect((await alert.evaluate()).state).toBe('firing');
    // Of 12 12 11 13 the median is 12, and that of the deviations 0 0 1 1 is 0.5.
    const [seen] = (await alert.values()).slice(-1);
    expect([seen?.low, seen?.high]).toEqual([12 - 3 * 0.5 * 1.4826, 12 + 3 * 0.5 * 1.4826]);
  });

  test('without a week before there is no data, and of a formula over nothing neither', async () => {
    const band = { kind: 'band', weeks: 3, width: 3, side: 'outside' };
    const query = { series: [{ event: 'a' }, { event: 'b' }], formulas: ['A / B'] };
    const alert = await alertOn('query', query, { figure: 'A/B', condition: band });
    expect(await alert.evaluate()).toMatchObject({ state: 'no_data', problem: null });
  });
});

describe('every figure', () => {
  const day = at('2026-11-08T15:00:00Z');

  beforeEach(async () => {
    now = day + 3 * dayMs + hourMs;
    await insert([day + 1], { name: 'start', device_id: 'd', session_id: 's' });
    await insert([day + 2, day + dayMs + 1], { name: 'finish', revenue: 5 });
    await insert([day + 3], { name: 'start', profile_id: 'bob' });
  });

  const steps = ['start', 'finish'];
  const series = [{ event: 'start' }, { event: 'finish', aggregation: 'sum', property: 'revenue' }];
  test.each([
    ['metrics', { compare: 'previous_period' }, 'active_users', 2],
    ['overview', { parameters: { startDate: '2026-01-01' }, search: 'x' }, 'total_revenue', 5],
    ['metrics', {}, 'bounce_rate', 0],
    ['query', { series, breakdowns: ['country'] }, 'A', 2],
    ['query', { series, formulas: ['B/A'] }, 'B / A', 2.5],
    ['funnel', { steps, window: '1h', breakdown: 'country' }, 'conversion', 50],
    ['funnel', { steps, window: '1h' }, 'count:1', 2],
    ['funnel', { steps: ['nothing', ...steps] }, 'conversion:2', null],
    ['retention', {}, 'period:1', 50],
    ['monetization', {}, 'arppu', 5],
    ['active-users', {}, 'mau', 2],
  ] as const)('%s %j %s is %j', async (report, query, figure, value) => {
    const alert = await alertOn(report, query, { figure, interval: 'day' });
    await alert.evaluate();
    // Yesterday's first visits are complete: D1 of the day before is what is known.
    now = day + dayMs + (figure === 'period:1' ? dayMs : 0) + (report === 'funnel' ? dayMs : 0) + minuteMs;
    await alert.evaluate();
    const seen = (await alert.values()).find(({ bucket }) => bucket === day);
    expect(seen?.value).toBe(value);
  });

  test('the size of a segment at the end of the day', async () => {
    const definition = { did: true, event: 'start' };
    const { id: segmentId } = await metadata.segments.create({ projectId, name: 'S', definition });
    now = day + dayMs + minuteMs;
    const alert = await started({ watch: { segmentId }, interval: 'day' });
    await alert.evaluate();
    expect((await alert.values())[0]).toMatchObject({ bucket: day, value: 2 });
  });
});

test.each([
  ['metrics', {}, 'nothing', 'hour', /figure must be one of/],
  ['query', { series: [{}] }, 'B', 'hour', /figure must be the letter/],
  ['funnel', { steps: ['a', 'b'] }, 'conversion:3', 'hour', /figure must be/],
  ['funnel', { steps: ['a'] }, 'conversion', 'hour', /steps/],
  ['retention', { period: 'week' }, 'period:1', 'day', /interval must be week/],
  ['pages', {}, 'views', 'day', /none of the report pages/],
  ['funnels', { search: 'step=a' }, 'conversion', 'day', /saved without its parameters/],
] as const)('%s %j %s by %s has no data, and says why', async (report, query, figure, interval, problem) => {
  const alert = await alertOn(report, query, { figure, interval });
  const found = await alert.evaluate();
  expect(found.state).toBe('no_data');
  expect(found.problem).toMatch(problem);
});

test('two processes at once: one of them counts', async () => {
  await insert([noon + 1, noon + 2, noon + 3]);
  const alert = await alertOn('metrics', {}, count);
  const twin = createMetadata({ url: `sqlite:${join(directory, 'metadata.db')}`, now: () => now });
  const read = await alert.read();
  await Promise.all(
    [metadata, twin].map((own) => createAlertEvaluator({ metadata: own, reports, now: () => now })([read])),
  );
  await twin.close();
  expect((await alert.read()).version).toBe(2);
  expect(await alert.values()).toHaveLength(1);
  expect(await alert.told()).toHaveLength(1);
});

test('alerts on one report and bucket ask it once, and one that fails leaves the others alone', async () => {
  await insert([noon + 1, noon + 2, noon + 3]);
  const { id: savedReportId } = await save('metrics', {});
  const figures = ['total_events', 'active_users', 'total_sessions', 'nothing'];
  const alerts = [];
  for (const figure of figures) alerts.push(await started({ watch: { savedReportId, figure } }));
  const broken = await alertOn('query', { series: [{}] }, { figure: 'A' });
  const asked: string[] = [];
  const counted: typeof reports = {
    ...reports,
    metrics: (...given) => {
      asked.push('metrics');
      return reports.metrics(...given);
    },
    query: () => Promise.reject(new Error('the database is away')),
  };
  const due = [await broken.read(), ...(await Promise.all(alerts.map(({ read }) => read())))];
  const evaluate = createAlertEvaluator({ metadata, reports: counted, now: () => now });
  await expect(evaluate(due)).rejects.toThrow('away');
  expect(asked).toEqual(['metrics']);
  const states = await Promise.all(alerts.map(async ({ read }) => (await read()).state));
  expect(states).toEqual(['firing', 'ok', 'ok', 'no_data']);
  expect(await broken.read()).toMatchObject({ version: 1, lastBucket: null });
});
