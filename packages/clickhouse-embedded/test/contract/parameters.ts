import { TupleParam } from '@clickhouse/client';
import { param, sql, toQuery } from '@gatrix/analytics-clickhouse-schema';
import { describe, expect, test } from 'vitest';
import type { Subject } from './subject.ts';

export function describeParameters(subject: Subject): void {
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
      expect(await subject.rows(query, { query_params: { value } })).toEqual([{ value: expected }]);
    });

    test('an Identifier names a database', async () => {
      const query_params = { database: 'system' };
      expect(await subject.rows('SELECT 1 AS a FROM {database:Identifier}.one', { query_params })).toEqual([
        { a: 1 },
      ]);
    });

    test('a list of 50,000 values is not too long: it travels in pieces, and finds what it names', async () => {
      const ids = Array.from({ length: 50_000 }, (_, index) => `it's id ${index}`);
      const { query, query_params } = toQuery(
        sql`SELECT length(${param.strings(ids)}) AS n, countIf(concat('it\\'s id ', toString(number)) IN ${param.strings(ids)}) AS found FROM numbers(49000, 2000)`,
      );
      expect(Object.keys(query_params).length).toBeGreaterThan(2);
      const found = await subject.rows(query, { query_params, use_multipart_params_auto: true });
      expect(found).toEqual([{ n: '50000', found: '1000' }]);
    });

    test('those of queries at the same time do not mix', async () => {
      const answers = await Promise.all(
        Array.from({ length: 40 }, async (_, value) => {
          const [row] = await subject.rows('SELECT {value:UInt32} AS value, sleep(0.01) AS s', {
            query_params: { value },
          });
          return row;
        }),
      );
      expect(answers).toEqual(Array.from({ length: 40 }, (_, value) => ({ value, s: 0 })));
    });

    test('one that is not given is an error, also after a query that had it', async () => {
      await subject.rows('SELECT {a:UInt8}', { query_params: { a: 1 } });
      await expect(subject.rows('SELECT {a:UInt8}')).rejects.toMatchObject({ code: '456' });
    });

    test('they work in an INSERT … VALUES', async () => {
      await subject.table('a UInt32, s String')();
      const query_params = { a: 7, s: awkward };
      await subject.client.command({
        query: 'INSERT INTO t (a, s) VALUES ({a:UInt32}, {s:String})',
        query_params,
      });
      expect(await subject.rows('SELECT * FROM t')).toEqual([{ a: 7, s: awkward }]);
    });
  });
}
