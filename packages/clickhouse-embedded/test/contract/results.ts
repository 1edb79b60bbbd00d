import { buffer, text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { Subject } from './subject.ts';

export function describeResults(subject: Subject): void {
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
        return await buffer((await subject.client.exec({ query })).stream);
      };
      // A statement with this word in it is run in one piece.
      const whole = await run('totals');
      expect(Buffer.compare(await run('other'), whole)).toBe(0);
    });

    test('a header stands once, also when totals follow', async () => {
      const query =
        'SELECT number % 200000 AS k, count() AS n FROM numbers(200000) GROUP BY k WITH TOTALS ORDER BY k FORMAT CSVWithNames';
      const { stream } = await subject.client.exec({ query });
      const lines = (await text(stream)).trimEnd().split('\n');
      expect(lines.filter((line) => line === '"k","n"')).toHaveLength(1);
      expect(lines.at(-1)).toBe('0,200000');
      expect(lines).toHaveLength(200_003);
    });

    test('JSON has meta, data and rows', async () => {
      const result = await subject.client.query({ query: 'SELECT number AS a FROM numbers(2)' });
      expect(await result.json()).toMatchObject({
        meta: [{ name: 'a', type: 'UInt64' }],
        data: [{ a: '0' }, { a: '1' }],
        rows: 2,
      });
    });

    test('default_format holds where the statement names none', async () => {
      const clickhouse_settings = { default_format: 'JSONCompactEachRow' } as const;
      const { stream } = await subject.client.exec({ query: 'SELECT 1, 2', clickhouse_settings });
      expect(await text(stream)).toBe('[1, 2]\n');
    });

    test('a query id is the caller’s, and the answer’s', async () => {
      const result = await subject.client.query({ query: 'SELECT 1', query_id: 'my-query' });
      expect(result.query_id).toBe('my-query');
      expect(result.response_headers['x-clickhouse-query-id']).toBe('my-query');
    });

    test('an unread result can be closed', async () => {
      const big = await subject.client.query({
        query: 'SELECT number FROM numbers(10000000)',
        format: 'JSONEachRow',
      });
      big.close();
      expect(await subject.rows('SELECT 1 AS a')).toEqual([{ a: 1 }]);
    });
  });
}
