import { expect, test } from 'vitest';
import { prelude } from './prelude.ts';

test('a query that sets nothing has none', () => {
  expect(prelude({})).toBe('');
});

test('database, parameters and settings are quoted, and readonly comes last', () => {
  const text = prelude({
    database: 'a`b',
    params: { x: "it's\\N" },
    settings: { readonly: '2', max_threads: '1', 'y` = 1; DROP TABLE t; --': '1' },
  });
  expect(text.split(';\n')).toEqual([
    'USE `a\\`b`',
    "SET `param_x` = 'it\\'s\\\\N'",
    "SET `max_threads` = '1', `y\\` = 1; DROP TABLE t; --` = '1'",
    "SET `readonly` = '2'",
  ]);
});

test('one longer than the engine reads raises that limit first', () => {
  const text = prelude({ params: { x: 'x'.repeat(300_000) } });
  const limit = Number(/^SET `max_query_size` = '(\d+)';\n/.exec(text)?.[1]);
  expect(limit).toBeGreaterThan(Buffer.byteLength(text));
});
