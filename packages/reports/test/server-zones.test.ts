import { createMoney, dayIn, type EventRow, param, sql, toQuery } from '@gatrix/analytics-clickhouse-schema';
import {
  metricsParameters,
  segmentDefinition,
  segmentMembersParameters,
  sqlParameters,
  timeseriesParameters,
} from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { eventRow } from './events.ts';

/** ClickHouse knows names only as IANA writes them, this runtime in any case: so these are zones that the server does not have. */
const zones = [
  ['Asia/Seoul', 'asia/seoul'],
  ['America/New_York', 'america/new_york'],
] as const;
const rates = ['2026-03-07', '2026-03-08', '2026-03-09'].map((day, index) => ({
  ...{ currency: 'KRW', day },
  rate: `0.00${index + 1}`,
}));
const moneyOf = async (zone: string) => createMoney('USD', zone, rates);

/** Every two hours around the day on which clocks change in New York, of people who come on the first, second and third day. */
function eventsOf(zone: string): EventRow[] {
  return Array.from({ length: 48 }, (_, index) =>
    eventRow({
      id: crypto.randomUUID(),
      project_id: zone,
      name: 'pay',
      timestamp: Date.parse('2026-03-06T12:00:00Z') + index * 7_200_000,
      sequence: index,
      profile_id: `p${index % 3 === 0 ? index : index % 2}`,
      session_id: `s${index}`,
      revenue: 1000 + index,
      currency: 'KRW',
    }),
  );
}

const saved = ['count', 'sum'].map((by) => ({
  ...{ id: by, name: by },
  definition: segmentDefinition.parse({
    ...{ did: true, event: 'pay', range: { firstDays: 2 } },
    ...(by === 'count'
      ? { count: { op: 'gte', value: 3 } }
      : { sum: { property: 'revenue', op: 'gte', value: 1 } }),
  }),
}));

let engine: Engine;
let reports: Reports;
beforeAll(async () => {
  engine = await startEngine();
  reports = createReports({
    ...engine,
    now: () => Date.UTC(2026, 5, 1),
    money: moneyOf,
    segments: { list: async () => saved },
  });
  await engine.insertEvents(zones.flat().flatMap(eventsOf));
  await engine.seal(moneyOf);
});
afterAll(() => engine.close());

const range = { startDate: '2026-03-06', endDate: '2026-03-11' };
const cohort = { filters: { field: 'cohort', op: 'gte', value: '2026-03-08' } };
const firstDay = { filters: { field: 'first.day', op: 'is', value: '2026-03-08' } };

const metrics = (more: object) => async (zone: string) => {
  const parameters = parseParameters(metricsParameters, { ...range, ...more });
  return (await reports.metrics({ id: zone, timezone: zone }, parameters)).data;
};
const timeseries = (more: object) => async (zone: string) => {
  const parameters = parseParameters(timeseriesParameters, { ...range, interval: 'day', ...more });
  return (await reports.timeseries({ id: zone, timezone: zone }, parameters)).data;
};
const questions = {
  'key figures': metrics({}),
  'key figures of a name': metrics({ filters: { field: 'name', op: 'is', value: 'pay' } }),
  'key figures of a cohort': metrics(cohort),
  'key figures of a first day': metrics(firstDay),
  'a chart': timeseries({}),
  'a chart of a cohort': timeseries(cohort),
};

describe.each(zones)('a project in %s', (written, unknown) => {
  test('is summed up where the server does not have its zone', async () => {
    const counts = await engine.clickhouse.query({
      query: `SELECT project_id, count(), max(divided_at) > 0 FROM ${engine.database}.sealed_days
        WHERE project_id IN {ids:Array(String)} GROUP BY project_id`,
      query_params: { ids: [written, unknown] },
      format: 'JSONCompactEachRow',
    });
    const rows = await counts.json<[string, string, number]>();
    expect(rows.map(([, days, isDivided]) => [Number(days), isDivided])).toEqual([
      [5, 1],
      [5, 1],
    ]);
  });

  test.each(Object.entries(questions))('answers %s as with a zone that it has', async (_name, ask) => {
    const [known, other] = await Promise.all([ask(written), ask(unknown)]);
    expect(other).toEqual(known);
  });

  test.each(['count', 'sum'])('finds the people of a segment by %s within their first days', async (id) => {
    const members = [written, unknown].map(async (zone) => {
      const parameters = parseParameters(segmentMembersParameters, { id });
      const { data } = await reports.segmentMembers({ id: zone, timezone: zone }, parameters);
      return data;
    });
    const [known, other] = await Promise.all(members);
    expect(known?.length).toBeGreaterThan(0);
    expect(other).toEqual(known);
  });

  test('refuses SQL over times in it by the name of the parameter', async () => {
    const parameters = parseParameters(sqlParameters, { sql: 'SELECT max(timestamp) FROM events' });
    await expect(reports.sql({ id: unknown, timezone: unknown }, parameters)).rejects.toThrow(
      `timezone is ${unknown}, which this ClickHouse does not have`,
    );
    const inUtc = parseParameters(sqlParameters, { sql: 'SELECT count() FROM events', timezone: 'UTC' });
    const { data } = await reports.sql({ id: unknown, timezone: unknown }, inUtc);
    expect(data.rows).toEqual([[48]]);
  });
});

test.each([
  ...['Asia/Seoul', 'Asia/Kathmandu', 'Asia/Tehran', 'Australia/Lord_Howe', 'America/New_York'],
  ...['America/Havana', 'Africa/Casablanca', 'Pacific/Apia', 'Europe/Dublin', 'UTC'],
])('a day in %s is what ClickHouse itself takes for it', async (zone) => {
  // Every 27 minutes from 1990 to 2037. Of Tehran in 1978, and of the minute past midnight at which clocks went back in St. John's, it knows less than Node.
  const time = sql`toDateTime64(631152000 + number * 1620, 3, 'UTC')`;
  const { query, query_params } = toQuery(
    sql`SELECT countIf(${dayIn(time, zone)} != toDate(${time}, ${param.string(zone)})) AS others, max(toYear(${time})) AS last_year FROM numbers(930000)`,
  );
  const answer = await engine.clickhouse.query({ query, query_params, format: 'JSONCompactEachRow' });
  expect((await answer.json<[string, number]>())[0]?.map(Number)).toEqual([0, 2037]);
});
