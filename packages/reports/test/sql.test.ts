import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, type Reports } from '../src/index.ts';
import { tablesRead } from '../src/sql/tree.ts';
import { hostileStatements } from './hostile-statements.ts';
import { type Engine, eventRow, startEngine } from './testing.ts';

let engine: Engine;
let reports: Reports;

const project = { id: 'game', timezone: 'Asia/Seoul' };
const at = Date.parse('2026-11-01T16:30:00Z');

beforeAll(async () => {
  engine = await startEngine();
  const event = (second: number, known: object) =>
    eventRow({
      id: crypto.randomUUID(),
      project_id: 'game',
      timestamp: at + second * 1000,
      device_id: 'd1',
      session_id: 's1',
      path: '/',
      ...known,
    });
  await engine.insertEvents([
    event(0, { properties: { server: 's1' }, groups: ['guild'] }),
    event(1, { name: 'purchase', revenue: 4.99, properties_number: { level: 7 } }),
    event(2, { device_id: 'd2', country: 'KR', properties_bool: { vip: true } }),
    event(3, { project_id: 'other', path: '/foreign-secret', name: 'foreign-secret' }),
  ]);
  reports = createReports({ ...engine, now: () => at + 60_000 });
});
afterAll(() => engine.close());

const ask = async (sql: string, more: object = {}) =>
  (await reports.sql(project, { sql, limit: 1000, ...more })).data;
const rowsOf = async (sql: string) => (await ask(sql)).rows;

describe('a SELECT over the rows of the project', () => {
  test('counts them, with the names and types of the columns', async () => {
    const { data, meta } = await reports.sql(project, {
      sql: 'SELECT name, count() AS events, sum(revenue) AS revenue FROM events GROUP BY name ORDER BY name;',
      limit: 1000,
    });
    expect(data).toEqual({
      columns: [
        { name: 'name', type: 'LowCardinality(String)' },
        { name: 'events', type: 'UInt64' },
        { name: 'revenue', type: expect.stringMatching(/^Decimal/) },
      ],
      rows: [
        ['purchase', 1, 4.99],
        ['screen_view', 2, 0],
      ],
      truncated: false,
    });
    expect(meta).toEqual({
      timezone: 'Asia/Seoul',
      tookMs: expect.any(Number),
      rowsRead: expect.any(Number),
    });
  });

  test.each([
    [
      'times are in the zone',
      'SELECT toString(toStartOfDay(min(timestamp))) FROM events',
      [['2026-11-02 00:00:00']],
    ],
    ['another zone may be named', "SELECT toHour(min(timestamp), 'UTC') FROM events", [[16]]],
    [
      'properties by type',
      "SELECT sum(properties_number['level']), countIf(properties_bool['vip']), any(nullIf(properties['server'], '')) FROM events",
      [[7, 1, 's1']],
    ],
    [
      'parts with names',
      'WITH payers AS (SELECT DISTINCT device_id FROM events WHERE revenue > 0) SELECT count() FROM events WHERE device_id IN (SELECT device_id FROM payers)',
      [[2]],
    ],
    [
      'joins and windows',
      'SELECT name, row_number() OVER (PARTITION BY device_id ORDER BY timestamp) AS place FROM events AS e JOIN (SELECT DISTINCT device_id FROM events) AS d USING (device_id) ORDER BY timestamp LIMIT 2',
      [
        ['screen_view', 1],
        ['purchase', 2],
      ],
    ],
    [
      'the rest of SQL',
      `SELECT "Which one", arrayJoin(groups) AS g FROM (SELECT multiIf(name = 'purchase', 'it''s', name LIKE 'screen%', '-- no comment; /* here', '') AS "Which one", groups FROM events) AS t WHERE notEmpty(groups)`,
      [['-- no comment; /* here', 'guild']],
    ],
    [
      'operators and literals',
      'SELECT 1 + 2 * -3, 7 % 4, 1.5e2, [1, 2][1], (1, 2).2, 5 BETWEEN 1 AND 9, NULL IS NULL, CAST(3 AS String), 2::UInt8, arrayMap(x -> x + 1, [1]), 1 > 0 ? 1 : 2',
      [[-5, 3, 150, 1, 2, 1, 1, '3', 2, [2], 1]],
    ],
    ['unions', 'SELECT 1 AS a UNION ALL SELECT 1 UNION ALL SELECT 1', [[1], [1], [1]]],
    ['ratios that are not numbers are null', 'SELECT 0 / 0', [[null]]],
    [
      'whole numbers that no number holds are texts',
      'SELECT toUInt64(18446744073709551615), toInt64(-5), [toUInt64(3)], toNullable(toInt64(9))',
      [['18446744073709551615', -5, [3], 9]],
    ],
    [
      'texts in any script',
      `SELECT '서울', "이벤트" FROM (SELECT count() AS "이벤트" FROM events)`,
      [['서울', 3]],
    ],
    [
      'funnels',
      "SELECT windowFunnel(3600)(toDateTime(timestamp), name = 'screen_view', name = 'purchase') AS steps FROM events WHERE device_id = 'd1'",
      [[2]],
    ],
  ])('%s', async (_what, sql, rows) => {
    expect(await rowsOf(sql)).toEqual(rows);
  });

  test('profiles and groups are those of the project', async () => {
    for (const [id, name] of [
      ['game', 'Ann'],
      ['other', 'foreign-secret'],
    ]) {
      const values = `INSERT INTO ${engine.database}.profiles (project_id, profile_id, first_name, version) VALUES ('${id}', 'p1', '${name}', 1)`;
      await engine.clickhouse.command({ query: values });
    }
    expect(await rowsOf('SELECT profile_id, first_name FROM profiles')).toEqual([['p1', 'Ann']]);
    expect(await rowsOf('SELECT count() FROM groups')).toEqual([[0]]);
  });

  test('ends at the limit, and says so', async () => {
    const sql = 'SELECT name FROM events';
    expect(await ask(sql, { limit: 2 })).toMatchObject({
      rows: [[expect.anything()], [expect.anything()]],
      truncated: true,
    });
    expect(await ask(sql, { limit: 3 })).toMatchObject({ truncated: false });
  });

  test('that needs more than there is ends with the limit that it met', async () => {
    const limited = createReports({ ...engine, now: () => at, limits: { timeoutSeconds: 0.05 } });
    // Takes a quarter of a second on a fast machine.
    const slow =
      'SELECT count() FROM events WHERE arrayCount(x -> cityHash64(x) > 0, range(30000000)) > 0 AND arraySum(range(40000000)) > timestamp::Int64';
    await expect(limited.sql(project, { sql: slow, limit: 1 })).rejects.toMatchObject({
      name: 'QueryLimitError',
      limit: 'time',
    });
    const wide = `SELECT ${Array.from({ length: 60 }, (_, i) => `leftPad('x', 900000, 'y') AS c${i}`)} FROM events`;
    await expect(ask(wide)).rejects.toMatchObject({ name: 'QueryLimitError', limit: 'rows' });
  });
});

test.each([
  ['SELECT nothing FROM events', /nothing/],
  ['SELECT\n  1 +', /line 3|end of query|Syntax error/],
  ['SELECT sum(name) FROM events', /sum|Illegal type/],
  ["SELECT toInt32('x')", /parse|Cannot/],
  ['SELECT count(', /does not close its last \(/],
  ['SELECT 1)', /closes what it did not open \(line 1, column 9\)/],
  ['SELECT 1 FROM events GROUP BY', /Syntax error/],
])('a mistake in %j is said as it is', async (sql, message) => {
  await expect(ask(sql)).rejects.toMatchObject({
    name: 'InvalidParametersError',
    problems: [{ field: 'sql', message: expect.stringMatching(message) }],
  });
});

describe('refused, and never run:', () => {
  test(`${hostileStatements.length} statements that are about more than the rows of the project`, async () => {
    expect(hostileStatements.length).toBeGreaterThanOrEqual(200);
    const answered: unknown[] = [];
    for (const sql of hostileStatements) {
      const answer = await ask(sql).catch((error: Error) => error);
      const isRefused = answer instanceof Error && answer.name === 'InvalidParametersError';
      if (!isRefused || answer.message.includes('foreign-secret')) answered.push([sql, answer]);
    }
    expect(answered).toEqual([]);
  });

  test('the word that is refused is named', async () => {
    const cases = [
      ["SELECT * FROM url('x')", 'must not read the table function url'],
      ['SELECT * FROM system.tables', 'names the table system.tables; there are events, profiles, groups'],
      ['SELECT sleep(1)', 'must not call the function sleep'],
      ['SELECT 1 SETTINGS max_threads = 1', 'must not have SETTINGS'],
      ['SELECT 1 -- why', 'must not have a comment (line 1, column 10)'],
    ];
    for (const [sql = '', message] of cases)
      await expect(ask(sql)).rejects.toMatchObject({ problems: [{ field: 'sql', message }] });
  });

  test('a table of the server does not hide behind a part of the same name', async () => {
    const table = 'a_table_of_the_server';
    await engine.clickhouse.command({ query: `CREATE TABLE ${table} (name String) ENGINE = Memory` });
    try {
      const sql = `SELECT name FROM ${table} WHERE 1 IN (WITH ${table} AS (SELECT 1) SELECT * FROM ${table})`;
      await expect(ask(sql)).rejects.toMatchObject({
        problems: [{ field: 'sql', message: `must not call a part of itself ${table}` }],
      });
    } finally {
      await engine.clickhouse.command({ query: `DROP TABLE ${table}` });
    }
  });

  test('the tables that ClickHouse says it would read are found, and a function in place of one', async () => {
    const { database, clickhouse } = engine;
    const statement = `SELECT 1 FROM ${database}.events AS e JOIN (SELECT 1 AS n FROM numbers(2)) AS n ON 1 = n.n
      WHERE e.name IN (SELECT first_name FROM ${database}.profiles)`;
    const result = await clickhouse.query({
      query: `EXPLAIN QUERY TREE ${statement}`,
      format: 'JSONCompact',
    });
    const lines = (await result.json<[string]>()).data.map(([line]) => line);
    const named = [`${database}.events`, `${database}.profiles`, 'numbers'];
    expect(tablesRead(lines).toSorted()).toEqual(named.toSorted());
  });

  test('no row of another project is read', async () => {
    const everything = [
      'SELECT * FROM events',
      'SELECT count() FROM events WHERE 1 OR 1',
      'SELECT a.name, b.* FROM events AS a CROSS JOIN events AS b',
      "SELECT * FROM events WHERE path = '/foreign-secret' OR 1",
    ];
    for (const sql of everything) expect(JSON.stringify(await rowsOf(sql))).not.toMatch(/foreign-secret/);
    expect(await rowsOf('SELECT count() FROM events WHERE 1 OR 1')).toEqual([[3]]);
  });
});
