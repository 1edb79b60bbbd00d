import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { type ClickHouseClient, ClickHouseError, TupleParam } from '@clickhouse/client';
import { migrations, param, sql, toQuery } from '@gatrix/analytics-clickhouse-schema';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

export interface Face {
  readonly client: ClickHouseClient;
  close(): Promise<void>;
}

/** What holds for ClickHouse's engine behind `@clickhouse/client`, whichever way the client reaches it. */
export function describeContract(name: string, open: () => Promise<Face>): void {
  describe(name, () => {
    let face: Face;
    let client: ClickHouseClient;

    beforeAll(async () => {
      face = await open();
      client = face.client;
    });
    afterAll(() => face.close());

    const rows = async <T = unknown>(query: string, options: object = {}): Promise<T[]> => {
      const result = await client.query({ query, format: 'JSONEachRow', ...options });
      return await result.json<T>();
    };
    const table =
      (columns: string, settings = '') =>
      async () => {
        await client.command({ query: 'DROP TABLE IF EXISTS t' });
        await client.command({
          query: `CREATE TABLE t (${columns}) ENGINE = MergeTree ORDER BY tuple() ${settings}`,
        });
      };

    describe('parameters', () => {
      const awkward = `it's "quoted" \\ back\tslash\nline\r\n\`tick\` {x:String} 한국어 😀 \u0001`;

      test.each([
        ['String', awkward, awkward],
        ['String', '', ''],
        ['Array(String)', [awkward, '', 'b,]'], [awkward, '', 'b,]']],
        ['Array(Array(UInt8))', [[1], []], [[1], []]],
        ['UInt64', 18446744073709551615n, '18446744073709551615'],
        ['Int32', -5, -5],
        ['Float64', 1.5e300, 1.5e300],
        ['Bool', true, true],
        ['Array(Bool)', [true, false], [true, false]],
        ['Nullable(String)', null, null],
        ['Array(Nullable(UInt8))', [1, null], [1, null]],
        ["DateTime64(3, 'UTC')", new Date('2024-03-01T10:20:30.456Z'), '2024-03-01 10:20:30.456'],
        ["DateTime('UTC')", new Date('1970-01-01T00:00:07Z'), '1970-01-01 00:00:07'],
        ['Date', '2024-02-29', '2024-02-29'],
        ['UUID', '61f0c404-5cb3-11e7-907b-a6006ad3dba0', '61f0c404-5cb3-11e7-907b-a6006ad3dba0'],
        ['Map(String, String)', { [awkward]: awkward }, { [awkward]: awkward }],
        ['Map(UInt8, String)', new Map([[1, 'a']]), { 1: 'a' }],
        ['Tuple(UInt8, String)', new TupleParam([1, awkward]), [1, awkward]],
      ])('a %s arrives as it was sent (%#)', async (type, value, expected) => {
        const query = `SELECT {value:${type}} AS value`;
        expect(await rows(query, { query_params: { value } })).toEqual([{ value: expected }]);
      });

      test('an Identifier names a database', async () => {
        const query_params = { database: 'system' };
        expect(await rows('SELECT 1 AS a FROM {database:Identifier}.one', { query_params })).toEqual([
          { a: 1 },
        ]);
      });

      test('a list of 50,000 values is not too long: it travels in pieces, and finds what it names', async () => {
        const ids = Array.from({ length: 50_000 }, (_, index) => `it's id ${index}`);
        const { query, query_params } = toQuery(
          sql`SELECT length(${param.strings(ids)}) AS n, countIf(concat('it\\'s id ', toString(number)) IN ${param.strings(ids)}) AS found FROM numbers(49000, 2000)`,
        );
        expect(Object.keys(query_params).length).toBeGreaterThan(2);
        const found = await rows(query, { query_params, use_multipart_params_auto: true });
        expect(found).toEqual([{ n: '50000', found: '1000' }]);
      });

      test('those of queries at the same time do not mix', async () => {
        const answers = await Promise.all(
          Array.from({ length: 40 }, async (_, value) => {
            const [row] = await rows('SELECT {value:UInt32} AS value, sleep(0.01) AS s', {
              query_params: { value },
            });
            return row;
          }),
        );
        expect(answers).toEqual(Array.from({ length: 40 }, (_, value) => ({ value, s: 0 })));
      });

      test('one that is not given is an error, also after a query that had it', async () => {
        await rows('SELECT {a:UInt8}', { query_params: { a: 1 } });
        await expect(rows('SELECT {a:UInt8}')).rejects.toMatchObject({ code: '456' });
      });

      test('they work in an INSERT … VALUES', async () => {
        await table('a UInt32, s String')();
        const query_params = { a: 7, s: awkward };
        await client.command({ query: 'INSERT INTO t (a, s) VALUES ({a:UInt32}, {s:String})', query_params });
        expect(await rows('SELECT * FROM t')).toEqual([{ a: 7, s: awkward }]);
      });
    });

    describe('settings', () => {
      const maxThreads = "SELECT getSetting('max_threads') AS n";

      test('hold for their query and no longer', async () => {
        const [usual] = await rows(maxThreads);
        expect(await rows(maxThreads, { clickhouse_settings: { max_threads: 17 } })).toEqual([{ n: 17 }]);
        const after = await Promise.all(Array.from({ length: 12 }, () => rows(maxThreads)));
        expect(after.flat()).toEqual(Array(12).fill(usual));
      });

      test('do not outlive a query that failed', async () => {
        const [usual] = await rows(maxThreads);
        const failing = rows('SELECT nope', { clickhouse_settings: { max_threads: 17 } });
        await expect(failing).rejects.toMatchObject({ code: '47' });
        const after = await Promise.all(Array.from({ length: 12 }, () => rows(maxThreads)));
        expect(after.flat()).toEqual(Array(12).fill(usual));
      });

      test('and those that a statement makes itself do not, either', async () => {
        const [usual] = await rows(maxThreads);
        await client.command({ query: 'SET max_threads = 17' });
        const after = await Promise.all(Array.from({ length: 12 }, () => rows(maxThreads)));
        expect(after.flat()).toEqual(Array(12).fill(usual));
      });

      test('may hold quotes and backslashes', async () => {
        const comment = `it's a \\ comment`;
        const found = await rows("SELECT getSetting('log_comment') AS c", {
          clickhouse_settings: { log_comment: comment },
        });
        expect(found).toEqual([{ c: comment }]);
      });

      test('an unknown one is ClickHouse’s error', async () => {
        const clickhouse_settings = { no_such_setting: '1' };
        await expect(rows('SELECT 1', { clickhouse_settings })).rejects.toMatchObject({
          code: '115',
          type: 'UNKNOWN_SETTING',
        });
      });

      test('those of the HTTP layer are accepted', async () => {
        const clickhouse_settings = {
          wait_end_of_query: 1,
          send_progress_in_http_headers: 1,
          http_headers_progress_interval_ms: '1000',
        };
        expect(await rows('SELECT 1 AS a', { clickhouse_settings })).toEqual([{ a: 1 }]);
      });
    });

    describe('inserts', () => {
      beforeEach(table('a UInt32, s String'));

      test('rows of JSON come back as they were, whatever is in them', async () => {
        const values = [
          { a: 1, s: "x\n\n; DROP TABLE t; -- '\\ \t 😀" },
          { a: 2, s: '' },
        ];
        const { summary } = await client.insert({ table: 't', values, format: 'JSONEachRow' });
        expect(summary?.written_rows).toBe('2');
        expect(await rows('SELECT * FROM t ORDER BY a')).toEqual(values);
      });

      test('none at all is no error', async () => {
        const values = Readable.from([], { objectMode: false });
        await client.insert({ table: 't', values, format: 'CSV' });
        expect(await rows('SELECT count() AS n FROM t')).toEqual([{ n: '0' }]);
      });

      test('a stream is stored to its end', async () => {
        const lines = Array.from({ length: 20_000 }, (_, a) => `${a},"line\n\n${a}"\n`);
        const { summary } = await client.insert({
          table: 't',
          values: Readable.from(lines, { objectMode: false }),
          format: 'CSV',
        });
        expect(summary?.written_rows).toBe('20000');
        expect(await rows('SELECT count() AS n, uniqExact(s) AS u FROM t')).toEqual([
          { n: '20000', u: '20000' },
        ]);
      });

      test.each([
        'Native',
        'RowBinary',
        'RowBinaryWithNamesAndTypes',
        'Parquet',
        'ArrowStream',
        'ORC',
        'MsgPack',
        'CSV',
        'TSVWithNames',
        'Values',
      ])('%s goes out and comes in again unharmed', async (format) => {
        const source =
          "SELECT toUInt32(number * 256 + 13 * 256 + 10) AS a, concat('x;\\n\\n ', char(0, 255, 10, 59), toString(number)) AS s FROM numbers(1000)";
        const { stream } = await client.exec({ query: `${source} FORMAT ${format}` });
        const body = await buffer(stream);
        const { summary, stream: none } = await client.exec({
          query: `INSERT INTO t (a, s) FORMAT ${format}`,
          values: Readable.from([body], { objectMode: false }),
        });
        expect(await text(none)).toBe('');
        expect(summary?.written_rows).toBe('1000');
        const sums = 'count() AS n, sum(a) AS a, sum(cityHash64(s)) AS s';
        expect(await rows(`SELECT ${sums} FROM t`)).toEqual(await rows(`SELECT ${sums} FROM (${source})`));
      });

      test('settings before the format are taken', async () => {
        await client.exec({
          query: 'INSERT INTO t (a) SETTINGS input_format_skip_unknown_fields = 1 FORMAT JSONEachRow',
          values: Readable.from(['{"a": 3, "other": 4}'], { objectMode: false }),
        });
        expect(await rows('SELECT a FROM t')).toEqual([{ a: 3 }]);
      });

      test('VALUES in the statement may be expressions and hold semicolons', async () => {
        await client.command({ query: "INSERT INTO t (a, s) VALUES (1 + 1, 'a;b'), (3, lower('C\n\nD'));" });
        expect(await rows('SELECT * FROM t ORDER BY a')).toEqual([
          { a: 2, s: 'a;b' },
          { a: 3, s: 'c\n\nd' },
        ]);
      });

      test('INSERT … SELECT tells what it wrote', async () => {
        const { summary } = await client.command({
          query: "INSERT INTO t SELECT number, 'x' FROM numbers(42)",
        });
        expect(summary?.written_rows).toBe('42');
      });

      test('input() reads the rows of the request', async () => {
        await client.exec({
          query:
            "INSERT INTO t SELECT a * 2, upper(s) FROM input('a UInt32, s String') WHERE a > 1 FORMAT CSV",
          values: Readable.from(['1,x\n2,y\n'], { objectMode: false }),
        });
        expect(await rows('SELECT * FROM t')).toEqual([{ a: 4, s: 'Y' }]);
      });

      test('a bad row stores nothing and is ClickHouse’s error', async () => {
        const lines = ['1,a\n', 'x,b\n'];
        const values = Readable.from(lines, { objectMode: false });
        const failing = client.insert({ table: 't', values, format: 'CSV' });
        await expect(failing).rejects.toMatchObject({ code: '27' });
        expect(await rows('SELECT count() AS n FROM t')).toEqual([{ n: '0' }]);
      });

      test('an unknown table and an unknown column are ClickHouse’s errors', async () => {
        const values = [{ a: 1 }];
        const format = 'JSONEachRow';
        await expect(client.insert({ table: 'nope', values, format })).rejects.toMatchObject({ code: '60' });
        const columns: [string] = ['zz'];
        await expect(client.insert({ table: 't', columns, values, format })).rejects.toMatchObject({
          code: '16',
        });
      });
    });

    describe('deduplication', () => {
      beforeEach(table('a UInt32', 'SETTINGS non_replicated_deduplication_window = 100'));
      const insert = (a: number, token?: string) =>
        client.insert({
          table: 't',
          values: [{ a }],
          format: 'JSONEachRow',
          clickhouse_settings: token
            ? { insert_deduplication_token: token, deduplicate_blocks_in_dependent_materialized_views: 1 }
            : {},
        });
      const count = async () => Number((await rows<{ n: string }>('SELECT count() AS n FROM t'))[0]?.n);

      test('the same token stores once, also when the rows differ', async () => {
        await insert(1, 'a');
        await insert(1, 'a');
        await insert(2, 'a');
        expect(await count()).toBe(1);
        await insert(1, 'b');
        expect(await count()).toBe(2);
      });

      test('a token does not hold for the inserts after it', async () => {
        await insert(1, 'a');
        await Promise.all(Array.from({ length: 12 }, (_, index) => insert(index + 10)));
        expect(await count()).toBe(13);
      });

      test('a materialized view sees a repeated insert once', async () => {
        await client.command({ query: 'DROP TABLE IF EXISTS totals' });
        await client.command({ query: 'DROP VIEW IF EXISTS view' });
        await client.command({
          query:
            'CREATE TABLE totals (n UInt64) ENGINE = SummingMergeTree ORDER BY tuple() SETTINGS non_replicated_deduplication_window = 100',
        });
        await client.command({
          query: 'CREATE MATERIALIZED VIEW view TO totals AS SELECT count() AS n FROM t',
        });
        for (const token of ['a', 'a', 'b', 'a']) await insert(1, token);
        expect(await rows('SELECT sum(n) AS n FROM totals')).toEqual([{ n: '2' }]);
        await client.command({ query: 'DROP VIEW view' });
      });
    });

    describe('errors', () => {
      test.each([
        ['SELECT nope', '47', 'UNKNOWN_IDENTIFIER'],
        ['SELECT * FROM nope', '60', 'UNKNOWN_TABLE'],
        ['SELECT * FROM nope.nope', '81', 'UNKNOWN_DATABASE'],
        ["SELECT toUInt8('x')", '6', 'CANNOT_PARSE_TEXT'],
        ['SELECT nope(1)', '46', 'UNKNOWN_FUNCTION'],
        ["SELECT throwIf(1, 'boom')", '395', 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO'],
        [
          "SELECT sleep(1) SETTINGS max_execution_time = 0.1, function_sleep_max_microseconds_per_block = 0, timeout_overflow_mode = 'throw'",
          '159',
          'TIMEOUT_EXCEEDED',
        ],
      ])('%s is a ClickHouseError with its code', async (query, code, type) => {
        const error = await rows(query).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(ClickHouseError);
        expect(error).toMatchObject({ code, type });
      });

      test('a syntax error is one, too', async () => {
        await expect(rows('SELEC 1')).rejects.toMatchObject({ code: '62' });
      });

      test('a second statement is refused and not run', async () => {
        const command = client.command({ query: 'CREATE TABLE second (a Int8) ENGINE = Memory; SELECT 1' });
        await expect(command).rejects.toMatchObject({ code: '62' });
        expect(await rows('EXISTS TABLE second')).toEqual([{ result: 0 }]);
      });

      test('files of the machine are neither written nor read by a statement', async () => {
        const out = client.command({ query: "SELECT 1 INTO OUTFILE '/tmp/never-written'" });
        await expect(out).rejects.toBeInstanceOf(ClickHouseError);
        const into = client.command({ query: "INSERT INTO t FROM INFILE '/etc/passwd' FORMAT LineAsString" });
        await expect(into).rejects.toBeInstanceOf(ClickHouseError);
      });

      test('one in the middle of a streamed result reaches the reader', async () => {
        const query = 'SELECT number, throwIf(number = 2000000) AS t FROM numbers(3000000)';
        const result = await client.query({
          query,
          format: 'JSONEachRow',
          clickhouse_settings: { max_threads: 1 },
        });
        let seen = 0;
        const reading = (async () => {
          for await (const some of result.stream()) seen += some.length;
        })();
        // Over HTTP the connection breaks, as it would for any other reason.
        await expect(reading).rejects.toThrow();
        expect(seen).toBeGreaterThan(0);
      });
    });

    describe('results', () => {
      test.each([
        'JSONEachRow',
        'JSONCompactEachRow',
        'JSONCompactEachRowWithNamesAndTypes',
        'CSV',
        'CSVWithNames',
        'TSVWithNamesAndTypes',
        'Native',
        'RowBinary',
      ])('a long %s is the same streamed as in one piece', async (format) => {
        const run = async (alias: string) => {
          const source = `(SELECT number FROM numbers(300000)) AS ${alias}`;
          const query = `SELECT number AS "a""b", toString(number) AS s FROM ${source} FORMAT ${format}`;
          return await buffer((await client.exec({ query })).stream);
        };
        // A statement with this word in it is run in one piece.
        const whole = await run('totals');
        expect(Buffer.compare(await run('other'), whole)).toBe(0);
      });

      test('a header stands once, also when totals follow', async () => {
        const query =
          'SELECT number % 200000 AS k, count() AS n FROM numbers(200000) GROUP BY k WITH TOTALS ORDER BY k FORMAT CSVWithNames';
        const { stream } = await client.exec({ query });
        const lines = (await text(stream)).trimEnd().split('\n');
        expect(lines.filter((line) => line === '"k","n"')).toHaveLength(1);
        expect(lines.at(-1)).toBe('0,200000');
        expect(lines).toHaveLength(200_003);
      });

      test('JSON has meta, data and rows', async () => {
        const result = await client.query({ query: 'SELECT number AS a FROM numbers(2)' });
        expect(await result.json()).toMatchObject({
          meta: [{ name: 'a', type: 'UInt64' }],
          data: [{ a: '0' }, { a: '1' }],
          rows: 2,
        });
      });

      test('default_format holds where the statement names none', async () => {
        const clickhouse_settings = { default_format: 'JSONCompactEachRow' } as const;
        const { stream } = await client.exec({ query: 'SELECT 1, 2', clickhouse_settings });
        expect(await text(stream)).toBe('[1, 2]\n');
      });

      test('a query id is the caller’s, and the answer’s', async () => {
        const result = await client.query({ query: 'SELECT 1', query_id: 'my-query' });
        expect(result.query_id).toBe('my-query');
        expect(result.response_headers['x-clickhouse-query-id']).toBe('my-query');
      });

      test('an unread result can be closed', async () => {
        const big = await client.query({
          query: 'SELECT number FROM numbers(10000000)',
          format: 'JSONEachRow',
        });
        big.close();
        expect(await rows('SELECT 1 AS a')).toEqual([{ a: 1 }]);
      });
    });

    describe('concurrency', () => {
      const slow = 'SELECT count() AS n FROM numbers(20000000000) WHERE sipHash64(number) % 7 = 0';
      /** As clients that read have it: a server stops their queries when they are gone. */
      const reading = { readonly: '2', cancel_http_readonly_queries_on_client_close: 1 } as const;
      const slowRows = (options: { readonly abort_signal: AbortSignal; readonly comment?: string }) =>
        rows(slow, {
          abort_signal: options.abort_signal,
          clickhouse_settings: { ...reading, log_comment: options.comment ?? '' },
        });
      const slowIds = async () =>
        (
          await rows<{ id: string }>(
            "SELECT query_id AS id FROM system.processes WHERE query LIKE '%sipHash64(number)%' AND query NOT LIKE '%processes%'",
          )
        ).length;
      const until = async (count: number) => {
        const deadline = Date.now() + 10_000;
        while ((await slowIds()) !== count) {
          if (Date.now() > deadline) throw new Error(`${await slowIds()} slow queries run, not ${count}`);
          await delay(20);
        }
      };

      test('a fast query beside two slow ones comes back at once', async () => {
        const abort = new AbortController();
        const slowOnes = [1, 2].map(() => slowRows({ abort_signal: abort.signal }));
        const outcomes = Promise.allSettled(slowOnes);
        await until(2);
        const started = performance.now();
        expect(await rows('SELECT 1 AS a')).toEqual([{ a: 1 }]);
        expect(performance.now() - started).toBeLessThan(1000);
        abort.abort();
        expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
        await until(0);
      });

      test('an abort rejects at once and stops the query in the engine', async () => {
        const abort = new AbortController();
        const aborted = expect(slowRows({ abort_signal: abort.signal })).rejects.toThrow(/abort/i);
        await until(1);
        abort.abort();
        await aborted;
        await until(0);
      });

      test('an aborted stream ends its query', async () => {
        const abort = new AbortController();
        const result = await client.query({
          query: 'SELECT number, sipHash64(number) AS h FROM numbers(100000000000)',
          format: 'JSONEachRow',
          abort_signal: abort.signal,
          clickhouse_settings: reading,
        });
        await until(1);
        const read = (async () => {
          for await (const some of result.stream()) if (some.length > 0) result.close();
        })();
        await expect(read).rejects.toThrow();
        await until(0);
      });

      test('an insert does not wait for queries, however many', async () => {
        await table('a UInt32, s String')();
        const abort = new AbortController();
        const outcomes = Promise.allSettled(
          Array.from({ length: 8 }, () => slowRows({ abort_signal: abort.signal })),
        );
        const before = await client.insert({ table: 't', values: [{ a: 1 }], format: 'JSONEachRow' });
        expect(before.summary?.written_rows).toBe('1');
        abort.abort();
        await outcomes;
        await until(0);
      });

      test('an abort stops its own query and no other, whatever their comments', async () => {
        const abort = new AbortController();
        const clickhouse_settings = { log_comment: 'the same' };
        const aborted = expect(
          slowRows({ abort_signal: abort.signal, comment: 'the same' }),
        ).rejects.toThrow();
        const other = rows('SELECT sleepEachRow(0.1) FROM numbers(5) SETTINGS max_block_size = 1', {
          clickhouse_settings,
        });
        await until(1);
        abort.abort();
        await aborted;
        expect(await other).toHaveLength(5);
      });

      test('a hundred queries at once are all answered', async () => {
        const answers = await Promise.all(
          Array.from({ length: 100 }, (_, index) => rows(`SELECT ${index} AS a`)),
        );
        expect(answers.flat()).toEqual(Array.from({ length: 100 }, (_, a) => ({ a })));
      });
    });

    test('the project’s migrations run', async () => {
      await client.command({ query: 'CREATE DATABASE migrated' });
      for (const migration of migrations) {
        for (const query of migration.statements({ database: 'migrated' })) await client.command({ query });
      }
      const [row] = await rows<{ n: string }>(
        "SELECT count() AS n FROM system.tables WHERE database = 'migrated'",
      );
      expect(Number(row?.n)).toBeGreaterThan(8);
    });

    test('ping answers', async () => {
      expect(await client.ping()).toEqual({ success: true });
      expect(await client.ping({ select: true })).toEqual({ success: true });
    });
  });
}
