import { isIn, param, sql } from '@gatrix/analytics-clickhouse-schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRunner, defaultLimits } from '../src/query/run.ts';
import { type Engine, startEngine } from './engine.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

const odd = ['', "it's", 'a\\b', 'tab\tline\nreturn\r', '한글 🙂', ' ', 'null', '[1,2]', '{p0:String}'];
const many = Array.from({ length: 30_000 }, (_, index) => `${odd[index % odd.length]} ${index}`);

test.each([
  ['of few', odd],
  ['of many', [...many, ...odd]],
  ['that ends with an empty one', [...many, '']],
  ['with one separator', [...many, 'a\u001fb']],
  ['with all separators', [...many, 'a\u001fb\u001e']],
])('ClickHouse reads a list of texts as it was given: %s', async (_, list) => {
  const runner = createRunner(engine.clickhouse, defaultLimits, undefined);
  const texts = param.strings(list);
  const [row] = await runner.run<{ read: string[]; last: number; none: number }>(
    sql`SELECT ${texts} AS read, ${param.string(list.at(-1) ?? '')} IN ${texts} AS last, 'none' IN ${texts} AS none`,
  );
  expect(row).toEqual({ read: list, last: 1, none: 0 });
});

test('a million values are looked for in a list of 40,000 texts within the time of a report', async () => {
  const runner = createRunner(engine.clickhouse, { ...defaultLimits, timeoutSeconds: 10 }, undefined);
  const list = Array.from({ length: 40_000 }, (_, index) => `somebody-with-a-rather-long-id-${index}`);
  const id = sql`concat('somebody-with-a-rather-long-id-', toString(number % 50000))`;
  const [row] = await runner.run<{ rows: number }>(
    sql`SELECT toUInt32(countIf(${isIn(id, param.strings(list))})) AS rows FROM numbers(1000000)`,
  );
  expect(row).toEqual({ rows: 800_000 });
});
