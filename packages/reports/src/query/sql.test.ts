import { identifier, joinSql, param, sql, toQuery } from '@gatrix/analytics-clickhouse-schema';
import { expect, test } from 'vitest';

test('values become parameters, in order, with their types', () => {
  const query = toQuery(
    sql`SELECT ${param.string(`it's`)} WHERE x > ${param.float(1.5)} AND y IN ${param.strings(['a'])}`,
  );
  expect(query).toEqual({
    query: 'SELECT {p0:String} WHERE x > {p1:Float64} AND y IN {p2:Array(String)}',
    query_params: { p0: `it's`, p1: 1.5, p2: ['a'] },
  });
});

test('pieces compose, and equal pieces give equal text whatever their values', () => {
  const condition = (value: string) => sql`name = ${param.string(value)}`;
  const where = (...values: string[]) =>
    toQuery(sql`WHERE ${joinSql(values.map(condition), sql` OR `)} LIMIT ${param.limit(1)}`);
  expect(where('a', 'b').query).toBe('WHERE name = {p0:String} OR name = {p1:String} LIMIT {p2:UInt32}');
  expect(where('x', 'y').query).toBe(where('a', 'b').query);
  expect(where('a', 'b').query_params).toEqual({ p0: 'a', p1: 'b', p2: 1 });
});

/** Values as ClickHouse writes them: with quotes, and what is escaped takes two bytes. */
const writtenBytes = (text: string) => Buffer.byteLength(text.replaceAll(/[\\'\t\n\r]/g, '\\$&'));

test('a long list of texts travels as texts, each short enough for a parameter', () => {
  const values = Array.from({ length: 1_000 }, (_, index) => `${index}\\'한글`.repeat(40));
  const { query, query_params } = toQuery(sql`SELECT 1 WHERE x IN ${param.strings(values)} LIMIT 1`);
  const pieces = Object.values(query_params) as string[];
  const names = Object.keys(query_params).map((name) => `splitByChar('\\x1f', {${name}:String})`);
  expect(pieces.length).toBeGreaterThan(3);
  expect(query).toBe(`SELECT 1 WHERE x IN arrayConcat(${names.join(', ')}) LIMIT 1`);
  expect(pieces.flatMap((piece) => piece.split('\u001f'))).toEqual(values);
  for (const piece of pieces) expect(writtenBytes(piece)).toBeLessThanOrEqual(131_072);
});

test('a list that has all separators travels as lists, each short enough for a parameter', () => {
  const values = Array.from({ length: 1_000 }, (_, index) => `${index}\\'\u001e\u001f`.repeat(40));
  const { query, query_params } = toQuery(sql`SELECT 1 WHERE x IN ${param.strings(values)} LIMIT 1`);
  const pieces = Object.values(query_params) as string[][];
  const names = Object.keys(query_params).map((name) => `{${name}:Array(String)}`);
  expect(pieces.length).toBeGreaterThan(1);
  expect(query).toBe(`SELECT 1 WHERE x IN arrayConcat(${names.join(', ')}) LIMIT 1`);
  expect(pieces.flat()).toEqual(values);
  for (const piece of pieces) {
    const written = piece.map((value) => writtenBytes(value) + 3).reduce((sum, bytes) => sum + bytes, 2);
    expect(written).toBeLessThanOrEqual(131_072);
  }
});

test('a parameter that stands in several places travels once, and equal ones of their own do not', () => {
  const list = param.strings(['a']);
  const { query, query_params } = toQuery(
    sql`x IN ${list} AND y = ${param.string('a')} AND z IN ${list} AND w = ${param.string('a')}`,
  );
  expect(query).toBe(
    'x IN {p0:Array(String)} AND y = {p1:String} AND z IN {p0:Array(String)} AND w = {p2:String}',
  );
  expect(query_params).toEqual({ p0: ['a'], p1: 'a', p2: 'a' });
});

test('a bare string does not compile, and what is no identifier is refused', () => {
  // @ts-expect-error: only pieces and parameters may stand in SQL
  expect(() => toQuery(sql`SELECT ${'1'}`)).toThrow();
  for (const name of ['', 'a b', 'a;', '1a', 'a`', 'a.b'])
    expect(() => identifier(name)).toThrow('not an identifier');
});

test('times are UTC to the millisecond, and only whole numbers are integers', () => {
  expect(param.time(Date.UTC(2026, 0, 2, 3, 4, 5, 6)).value).toBe('2026-01-02 03:04:05.006');
  expect(() => param.integer(1.5)).toThrow('not a whole number');
  expect(() => param.limit(Number.NaN)).toThrow('not a whole number');
});
