import { segmentDefinition } from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createReports, definitions, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { eventRow } from './events.ts';

const project = { id: 'golden', timezone: 'Asia/Seoul' };
const range = { startDate: '2026-05-01', endDate: '2026-05-03' };
const payers = {
  id: 'payers',
  name: 'Payers',
  definition: segmentDefinition.parse({
    and: [
      { did: true, event: 'purchase', count: { op: 'gte', value: 3 }, range: { lastDays: 30 } },
      { did: true, sum: { property: 'revenue', op: 'gte', value: 10 } },
      { field: 'first.utm_campaign', op: 'is', value: 'launch' },
    ],
  }),
};
const steps = [{ name: 'screen_view' }, { name: 'purchase' }];

/** A typical question to each report. A change of what one sends to ClickHouse shows here; accept it with `-u`. */
const asked: Record<keyof typeof definitions, object> = {
  metrics: {},
  timeseries: { interval: 'day' },
  pages: {},
  breakdown: { dimension: 'channel' },
  live: { maxLateMinutes: 10 },
  funnel: { steps },
  funnelUsers: { steps, step: 1 },
  retention: { period: 'day', periods: 3 },
  query: {
    series: [{ event: 'purchase', aggregation: 'unique_users' }],
    breakdowns: ['country'],
    interval: 'day',
  },
  sql: { sql: 'WITH named AS (SELECT name FROM events) SELECT count() FROM named', limit: 10 },
  flows: { event: 'screen_view' },
  ingestHealth: {},
  importedTotals: { dimension: 'path' },
  activeUsers: {},
  lifecycle: {},
  monetization: { breakdown: 'first.utm_campaign' },
  firstPurchases: {},
  events: { filters: { field: 'properties.level', op: 'gt', value: 3 } },
  sessions: {},
  profiles: { sort: 'total_revenue', totals: true, filters: { did: false, event: 'purchase' } },
  profile: { id: 'ann' },
  profileEvents: { id: 'ann' },
  eventNames: {},
  propertyNames: {},
  valueNames: { field: 'country' },
  segmentMembers: { id: 'payers' },
  segmentHistory: { id: 'payers' },
  segmentList: { id: 'list' },
  segmentSize: { definition: { did: true, event: 'purchase', range: { firstDays: 1 } } },
};

let engine: Engine;
let reports: Reports;
let statements: string[];
beforeAll(async () => {
  engine = await startEngine();
  const clickhouse = new Proxy(engine.clickhouse, {
    get: (client, name) => {
      const member: unknown = Reflect.get(client, name);
      if (typeof member !== 'function') return member;
      return (params: { readonly query?: string }) => {
        if (params?.query) statements.push(params.query.replace(/\nSETTINGS [^\n]*/, ''));
        return member.call(client, params);
      };
    },
  });
  statements = [];
  reports = createReports({
    clickhouse,
    database: engine.database,
    segments: { list: async () => [payers] },
    now: () => Date.parse('2026-05-03T12:00:00Z'),
  });
  const at = (day: number, known: object) =>
    eventRow({
      id: crypto.randomUUID(),
      project_id: project.id,
      timestamp: Date.parse(`2026-05-0${day}T10:00:00Z`),
      ...known,
    });
  await engine.clickhouse.insert({
    table: `${engine.database}.listed_ids`,
    values: [{ project_id: project.id, list_id: 'list', id: 'ann' }],
    format: 'JSONEachRow',
  });
  // Sealed days, a day that is not over, and a session that spans two of them.
  await engine.insertEvents([
    at(1, { session_id: 's1', device_id: 'd1' }),
    at(2, { session_id: 's1', device_id: 'd1', profile_id: 'ann' }),
    at(3, { session_id: 's2', device_id: 'd2', name: 'purchase' }),
  ]);
  await engine.sealUntil(Date.parse('2026-05-03T12:00:00Z'));
});
afterAll(() => engine.close());

test.each(Object.entries(asked))('%s asks ClickHouse what it did, values aside', async (name, parameters) => {
  statements.length = 0;
  const report = name as keyof typeof definitions;
  const isOfRange = ![
    'live',
    'sql',
    'profile',
    'profileEvents',
    'profiles',
    'segmentMembers',
    'segmentList',
    'segmentSize',
  ].includes(name);
  const schema = definitions[report].parameters;
  const parsed = parseParameters(schema as never, { ...(isOfRange ? range : {}), ...parameters });
  await (reports[report] as (...args: unknown[]) => Promise<unknown>)(project, parsed);
  const text = statements.join(';\n\n').replaceAll(`${engine.database}.`, 'analytics.');
  expect(text).not.toMatch(/golden|Asia\/Seoul|2026|screen_view'\)? *=|'ann'/);
  await expect(`${text};\n`).toMatchFileSnapshot(`golden-sql/${name}.sql`);
});

test('an overview with a filter on events is answered by one statement, values aside', async () => {
  statements.length = 0;
  const filters = { field: 'properties.level', op: 'is', value: 'three' };
  const overview = [
    ['metrics', {}],
    ['timeseries', { interval: 'day' }],
    ['pages', {}],
    ['breakdown', { dimension: 'country' }],
    ['breakdown', { dimension: 'channel' }],
  ] as const;
  await Promise.all(
    overview.map(([report, parameters]) => {
      const schema = definitions[report].parameters;
      const parsed = parseParameters(schema as never, { ...range, filters, ...parameters });
      return (reports[report] as (...args: unknown[]) => Promise<unknown>)(project, parsed);
    }),
  );
  const ofEvents = statements.filter((text) => text.includes('properties['));
  expect(ofEvents).toHaveLength(1);
  const text = ofEvents.join('').replaceAll(`${engine.database}.`, 'analytics.');
  await expect(`${text};\n`).toMatchFileSnapshot('golden-sql/filteredOverview.sql');
});
