import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Subject } from './subject.ts';

export function describeInserts(subject: Subject): void {
  describe('inserts', () => {
    beforeEach(subject.table('a UInt32, s String'));

    test('rows of JSON come back as they were, whatever is in them', async () => {
      const values = [
        { a: 1, s: "x\n\n; DROP TABLE t; -- '\\ \t 😀" },
        { a: 2, s: '' },
      ];
      const { summary } = await subject.client.insert({ table: 't', values, format: 'JSONEachRow' });
      expect(summary?.written_rows).toBe('2');
      expect(await subject.rows('SELECT * FROM t ORDER BY a')).toEqual(values);
    });

    test('none at all is no error', async () => {
      const values = Readable.from([], { objectMode: false });
      await subject.client.insert({ table: 't', values, format: 'CSV' });
      expect(await subject.rows('SELECT count() AS n FROM t')).toEqual([{ n: '0' }]);
    });

    test('a stream is stored to its end', async () => {
      const lines = Array.from({ length: 20_000 }, (_, a) => `${a},"line\n\n${a}"\n`);
      const { summary } = await subject.client.insert({
        table: 't',
        values: Readable.from(lines, { objectMode: false }),
        format: 'CSV',
      });
      expect(summary?.written_rows).toBe('20000');
      expect(await subject.rows('SELECT count() AS n, uniqExact(s) AS u FROM t')).toEqual([
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
      const { stream } = await subject.client.exec({ query: `${source} FORMAT ${format}` });
      const body = await buffer(stream);
      const { summary, stream: none } = await subject.client.exec({
        query: `INSERT INTO t (a, s) FORMAT ${format}`,
        values: Readable.from([body], { objectMode: false }),
      });
      expect(await text(none)).toBe('');
      expect(summary?.written_rows).toBe('1000');
      const sums = 'count() AS n, sum(a) AS a, sum(cityHash64(s)) AS s';
      expect(await subject.rows(`SELECT ${sums} FROM t`)).toEqual(
        await subject.rows(`SELECT ${sums} FROM (${source})`),
      );
    });

    test('settings before the format are taken', async () => {
      await subject.client.exec({
        query: 'INSERT INTO t (a) SETTINGS input_format_skip_unknown_fields = 1 FORMAT JSONEachRow',
        values: Readable.from(['{"a": 3, "other": 4}'], { objectMode: false }),
      });
      expect(await subject.rows('SELECT a FROM t')).toEqual([{ a: 3 }]);
    });

    test('VALUES in the statement may be expressions and hold semicolons', async () => {
      await subject.client.command({
        query: "INSERT INTO t (a, s) VALUES (1 + 1, 'a;b'), (3, lower('C\n\nD'));",
      });
      expect(await subject.rows('SELECT * FROM t ORDER BY a')).toEqual([
        { a: 2, s: 'a;b' },
        { a: 3, s: 'c\n\nd' },
      ]);
    });

    test('INSERT … SELECT tells what it wrote', async () => {
      const { summary } = await subject.client.command({
        query: "INSERT INTO t SELECT number, 'x' FROM numbers(42)",
      });
      expect(summary?.written_rows).toBe('42');
    });

    test('input() reads the rows of the request', async () => {
      await subject.client.exec({
        query: "INSERT INTO t SELECT a * 2, upper(s) FROM input('a UInt32, s String') WHERE a > 1 FORMAT CSV",
        values: Readable.from(['1,x\n2,y\n'], { objectMode: false }),
      });
      expect(await subject.rows('SELECT * FROM t')).toEqual([{ a: 4, s: 'Y' }]);
    });

    test('a bad row stores nothing and is ClickHouse’s error', async () => {
      const lines = ['1,a\n', 'x,b\n'];
      const values = Readable.from(lines, { objectMode: false });
      const failing = subject.client.insert({ table: 't', values, format: 'CSV' });
      await expect(failing).rejects.toMatchObject({ code: '27' });
      expect(await subject.rows('SELECT count() AS n FROM t')).toEqual([{ n: '0' }]);
    });

    test('an unknown table and an unknown column are ClickHouse’s errors', async () => {
      const values = [{ a: 1 }];
      const format = 'JSONEachRow';
      await expect(subject.client.insert({ table: 'nope', values, format })).rejects.toMatchObject({
        code: '60',
      });
      const columns: [string] = ['zz'];
      await expect(subject.client.insert({ table: 't', columns, values, format })).rejects.toMatchObject({
        code: '16',
      });
    });
  });
}
