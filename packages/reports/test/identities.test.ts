import type { ClickHouseClient } from '@clickhouse/client';
import { erasePerson, localTable, ownMoney, tellNodes } from '@gatrix/analytics-clickhouse-schema';
import {
  funnelParameters,
  lifecycleParameters,
  metricsParameters,
  queryParameters,
} from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { createIdentitiesFinder } from '../src/persons/identities.ts';
import { createRunner, defaultLimits } from '../src/query/run.ts';
import { createStoredState } from '../src/query/stored-state.ts';
import { tablesOf } from '../src/query/tables.ts';
import { type Engine, startEngine } from './engine.ts';
import { changeRow, eventRow } from './events.ts';

const day = Date.UTC(2026, 4, 1);
const range = { startDate: '2026-05-01', endDate: '2026-05-01' };
let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

let minute = 0;
const at = () => ({ id: crypto.randomUUID(), timestamp: day + 60_000 * minute++ });
const see = (project_id: string, ...ids: { device_id?: string; profile_id?: string }[]) =>
  engine.insertEvents(ids.map((of) => eventRow({ ...at(), project_id, ...of })));
const join = (project_id: string, profile_id: string, alias: string) =>
  engine.insertChanges([changeRow({ ...at(), project_id, kind: 'alias', profile_id, alias })]);

/** The client, which notes the statements that read aliases, and may not read what ClickHouse says of itself where it is `shy`. */
function noting({ shy = false } = {}) {
  const asked: string[] = [];
  const clickhouse = new Proxy(engine.clickhouse, {
    get: (client, key) => {
      if (key !== 'query') return Reflect.get(client, key);
      return async (statement: Parameters<ClickHouseClient['query']>[0]) => {
        if (statement.query.includes("kind = 'alias'")) asked.push(statement.query);
        if (shy && statement.query.includes('system.parts'))
          throw Object.assign(new Error('Not enough privileges'), { code: '497' });
        return client.query(statement);
      };
    },
  });
  return { asked, clickhouse };
}

const reportsOf = (clickhouse: ClickHouseClient) =>
  createReports({ clickhouse, database: engine.database, now: () => day + 86_400_000 });

/** How many people several reports say there are, asked at once. */
async function peopleBy(reports: Reports, id: string) {
  const steps = [{ name: 'screen_view' }, { name: 'purchase' }];
  const [metrics, query, funnel, lifecycle] = await Promise.all([
    reports.metrics({ id }, parseParameters(metricsParameters, range)),
    reports.query(
      { id },
      parseParameters(queryParameters, { ...range, series: [{ aggregation: 'unique_users' }] }),
    ),
    reports.funnel({ id }, parseParameters(funnelParameters, { ...range, steps })),
    reports.lifecycle({ id }, parseParameters(lifecycleParameters, { ...range, interval: 'day' })),
  ]);
  return [
    metrics.data.active_users,
    query.data[0]?.total,
    funnel.data.steps[0]?.count,
    lifecycle.data.at(-1)?.new,
  ];
}

test.each([
  ['where ClickHouse says what is stored', {}],
  ['where it may not be asked', { shy: true }],
])('what was stored of who is who before a report is asked counts in it, %s', async (_, client) => {
  const project = `changing ${JSON.stringify(client)}`;
  const reports = reportsOf(noting(client).clickhouse);
  const people = () => peopleBy(reports, project);
  await see(project, { device_id: 'phone' }, { device_id: 'tablet' });
  expect(await people()).toEqual([2, 2, 2, 2]);
  await see(project, { profile_id: 'ann' }, { profile_id: 'old' }, { profile_id: 'bob' });
  expect(await people()).toEqual([5, 5, 5, 5]);
  await join(project, 'ann', 'old');
  expect(await people()).toEqual([4, 4, 4, 4]);
  await engine.insertChanges([
    changeRow({ ...at(), project_id: project, kind: 'identify', profile_id: 'old', device_id: 'phone' }),
  ]);
  expect(await people()).toEqual([3, 3, 3, 3]);
  await join(project, 'bob', 'tablet');
  expect(await people()).toEqual([2, 2, 2, 2]);
  await tellNodes(engine, (ddl) => ({
    query: `OPTIMIZE TABLE ${localTable(ddl, 'profile_changes')} FINAL`,
  }));
  expect(await people()).toEqual([2, 2, 2, 2]);
  await erasePerson(engine, project, 'old');
  expect(await people()).toEqual([1, 1, 1, 1]);
  // They come again, and nothing says any more that they are one.
  await see(project, { profile_id: 'ann' }, { profile_id: 'old' }, { device_id: 'phone' });
  expect(await people()).toEqual([4, 4, 4, 4]);
});

/** So that nothing changes what is stored but the test. */
async function withoutMerges(work: () => Promise<void>): Promise<void> {
  const merges = (verb: 'START' | 'STOP') =>
    tellNodes(engine, (ddl) => ({ query: `SYSTEM ${verb} MERGES ${localTable(ddl, 'profile_changes')}` }));
  await merges('STOP');
  await work().finally(() => merges('START'));
}

test('who is who is asked once for all reports of a page, and again only when it may have changed', async () => {
  const project = 'page';
  await see(project, { profile_id: 'ann', device_id: 'phone' }, { profile_id: 'old' });
  const { asked, clickhouse } = noting();
  const reports = reportsOf(clickhouse);
  const ask = async () => {
    asked.length = 0;
    const people = await peopleBy(reports, project);
    return { people: people[1], statements: asked.length };
  };
  // What nodes of a cluster store is not known on the one that is asked.
  const remembered = engine.cluster ? 1 : 0;
  await withoutMerges(async () => {
    expect(await ask()).toEqual({ people: 2, statements: 1 });
    expect(await ask()).toEqual({ people: 2, statements: remembered });
    await see(project, { profile_id: 'bob', device_id: 'tablet' });
    expect(await ask()).toEqual({ people: 3, statements: remembered });
    await join(project, 'ann', 'old');
    expect(await ask()).toEqual({ people: 2, statements: 1 });
    expect(await ask()).toEqual({ people: 2, statements: remembered });
  });
});

test('a hundred thousand aliases travel once in a statement', async () => {
  const project = 'many';
  await see(project, { profile_id: 'person 7' }, { profile_id: 'alias 7' }, { device_id: 'alias 8' });
  await engine.clickhouse.command({
    query: `INSERT INTO ${engine.database}.profile_changes (id, project_id, profile_id, kind, timestamp, created_at, alias)
SELECT generateUUIDv4(), '${project}', concat('person ', toString(number)), 'alias', '2026-05-01', '2026-05-01', concat('alias ', toString(number))
FROM numbers(100000)`,
    clickhouse_settings: { distributed_foreground_insert: 1 },
  });
  await engine.seal();
  /** How often the alias is in each statement that has it. */
  const sent: number[] = [];
  const clickhouse = new Proxy(engine.clickhouse, {
    get: (client, key) => {
      if (key !== 'query') return Reflect.get(client, key);
      return (statement: Parameters<ClickHouseClient['query']>[0]) => {
        const { query_params = {} } = statement;
        const texts = Object.values(query_params).flatMap((value) => String(value).split('\u001f'));
        if (texts.includes('alias 7')) sent.push(texts.filter((text) => text === 'alias 7').length);
        return client.query(statement);
      };
    },
  });
  const reports = reportsOf(clickhouse);
  expect(await peopleBy(reports, project)).toEqual([2, 2, 2, 2]);
  // Key figures ask twice, since ids of their totals are another person's.
  expect(sent).toEqual([1, 1, 1, 1, 1]);
});

test('a project with more aliases than may be remembered is asked each time, and the others are not', async () => {
  await see('large', { profile_id: 'ann' });
  await see('small', { profile_id: 'ann', device_id: 'phone' });
  for (let index = 0; index < 20; index++) await join('large', 'ann', `ann's alias ${index}`);
  await join('small', 'ann', 'old');
  const { asked, clickhouse } = noting();
  const runner = createRunner(clickhouse, defaultLimits, undefined);
  const tables = tablesOf(engine.database, ownMoney);
  const findStored = engine.cluster
    ? async () => ({ days: '', changes: '', profiles: '' })
    : createStoredState(tables, runner);
  const find = createIdentitiesFinder(tables, { runner, findStored }, { maxBytes: 3_000 });
  const statementsFor = async (project: string) => {
    asked.length = 0;
    const { aliases } = await find(project)();
    return { aliases: aliases.size, statements: asked.length };
  };
  await withoutMerges(async () => {
    expect(await statementsFor('small')).toEqual({ aliases: 1, statements: 1 });
    expect(await statementsFor('large')).toEqual({ aliases: 20, statements: 1 });
    expect(await statementsFor('large')).toEqual({ aliases: 20, statements: 1 });
    expect(await statementsFor('small')).toEqual({ aliases: 1, statements: 0 });
  });
});
