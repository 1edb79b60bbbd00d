import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, type Reports } from '../src/index.ts';
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
    const limited = createReports({ ...engine, now: () => at, limits: { timeoutSeconds: 1 } });
    const slow =
      'SELECT count() FROM events WHERE arrayCount(x -> cityHash64(x) > 0, range(30000000)) > 0 AND arraySum(range(40000000)) > timestamp::Int64';
    await expect(limited.sql(project, { sql: slow, limit: 1 })).rejects.toMatchObject({
      name: 'QueryLimitError',
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

const tableFunctions =
  'numbers zeros generate_series generateSeries url urlCluster file fileCluster s3 s3Cluster gcs hdfs azureBlobStorage remote remoteSecure cluster clusterAllReplicas merge mysql postgresql sqlite mongodb redis odbc jdbc executable input values view viewIfPermitted generateRandom dictionary loop deltaLake iceberg hudi mergeTreeIndex mergeTreeProjection timeSeriesData format null fuzzJSON fuzzQuery';
const tables =
  'system.tables system.columns system.databases system.functions system.settings system.users system.grants system.query_log system.processes system.parts system.one system.numbers system.clusters system.disks system.macros system.build_options system.dictionaries information_schema.tables INFORMATION_SCHEMA.COLUMNS default.events other.events analytics.events analytics.sealed_days day_totals session_days ingest_counters "system.tables" `system`.`tables` system."tables" events.events EVENTS Events';
const functions =
  'sleep sleepEachRow throwIf currentUser user currentDatabase database hostName fqdn version uptime serverUUID getSetting getMacro getServerPort tcpPort buildId filesystemAvailable filesystemCapacity displayName connectionId initialQueryID queryID currentRoles currentProfiles file fileNoSuch dictGet dictGetOrDefault dictHas joinGet joinGetOrNull hasColumnInTable evalMLMethod catboostEvaluate addressToLine addressToSymbol demangle trap logTrace lowCardinalityKeys blockSerializedSize partitionId shardNum shardCount getOSKernelVersion zookeeperSessionUptime isConstant ignore identity materialize encrypt decrypt generateUUIDv4 aggThrow initializeAggregation arrayReduce finalizeAggregation nothing countState sumMerge countMergeState';
const statements = [
  'INSERT INTO events SELECT 1',
  'DROP TABLE events',
  'TRUNCATE TABLE events',
  'ALTER TABLE events DELETE WHERE 1',
  'DELETE FROM events WHERE 1',
  'UPDATE events SET name = 1',
  'CREATE TABLE t (a Int8) ENGINE = Memory',
  'CREATE USER u',
  'GRANT ALL ON *.* TO u',
  'SET max_threads = 1',
  'SYSTEM SHUTDOWN',
  'KILL QUERY WHERE 1',
  'SHOW TABLES',
  'SHOW CREATE TABLE events',
  'DESCRIBE TABLE events',
  'EXPLAIN SELECT 1',
  'USE system',
  'OPTIMIZE TABLE events',
  'RENAME TABLE events TO e',
  'ATTACH TABLE events',
  'DETACH TABLE events',
  'BACKUP TABLE events TO Disk(1)',
  'EXISTS TABLE events',
  'FROM system.one SELECT 1',
  '(SELECT 1)',
  'VALUES (1)',
  'SELECT 1; SELECT 2',
  'SELECT 1; DROP TABLE events',
  'SELECT 1;;',
  'SELECT 1 INTO OUTFILE 1',
  "SELECT 1 INTO OUTFILE 'x'",
  'SELECT 1 FORMAT JSON',
  'SELECT 1 SETTINGS max_threads = 1',
  'SELECT * FROM (SELECT 1 SETTINGS max_execution_time = 0)',
  'SELECT * FROM (EXPLAIN SELECT 1)',
  'SELECT * FROM (SHOW TABLES)',
  'SELECT * FROM (VALUES (1))',
  'SELECT * FROM events SAMPLE 0.5',
  'SELECT * APPLY(sum) FROM events',
  "SELECT COLUMNS('.*') FROM events",
  'SELECT 1 -- more',
  'SELECT 1 /* more */',
  'SELECT 1 # more',
  'SELECT {id:String}',
  "SELECT 'a\\'b'",
  'SELECT $$text$$',
  'SELECT @@version',
  'SELECT 1 WHERE 1 IN system.one',
  'SELECT 1 WHERE 1 NOT IN events',
  'SELECT 1 WHERE in(1, system.numbers)',
  'SELECT 1 WHERE GLOBAL IN',
  'SELECT (SELECT count() FROM system.tables)',
  'SELECT 1 FROM events WHERE 1 IN (SELECT number FROM system.numbers LIMIT 1)',
  'WITH t AS (SELECT * FROM system.tables) SELECT * FROM t',
  'WITH sealed_days AS (SELECT 1) SELECT * FROM analytics.sealed_days',
  'SELECT * FROM day_totals WHERE 1 IN (WITH day_totals AS (SELECT 1) SELECT * FROM day_totals)',
  'SELECT 1 UNION ALL SELECT name FROM system.tables',
  'SELECT 1 INTERSECT SELECT number FROM system.numbers',
  'SELECT * FROM events ARRAY JOIN (SELECT groupArray(name) FROM system.tables) AS t',
  'SELECT * FROM events JOIN system.one ON 1 = 1',
  'SELECT * FROM events AS e, system.tables AS t',
  'SELECT name FROM events ORDER BY (SELECT count() FROM system.tables)',
  'SELECT sum((SELECT count() FROM system.tables)) OVER () FROM events',
  'SELECT 1 FROM events PREWHERE 1 IN (SELECT 1 FROM system.one)',
  'SELECT 1 FROM events QUALIFY (SELECT count() FROM system.one) = 1',
  'SELECT 1 FROM events LIMIT (SELECT 1 FROM system.one)',
  'SELECT\u00a01',
  'SELECT “name” FROM events',
  'SELECT 1\0',
  '',
  '   ',
];

describe('refused, and never run:', () => {
  const words = (text: string) => text.split(' ');
  const hostile = [
    ...words(tableFunctions).map((name) => `SELECT * FROM ${name}('x')`),
    ...words(tables).map((name) => `SELECT * FROM ${name}`),
    ...words(functions).map((name) => `SELECT ${name}(1)`),
    ...statements,
  ];

  test(`${hostile.length} statements that are about more than the rows of the project`, async () => {
    expect(hostile.length).toBeGreaterThanOrEqual(200);
    const answered: unknown[] = [];
    for (const sql of hostile) {
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
