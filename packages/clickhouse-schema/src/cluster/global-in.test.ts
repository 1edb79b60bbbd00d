import { expect, test } from 'vitest';
import { withGlobalIn } from './global-in.ts';

test.each([
  ['a IN (SELECT b FROM c)', 'a GLOBAL IN (SELECT b FROM c)'],
  ['a NOT IN (\n  SELECT b FROM c)', 'a GLOBAL NOT IN (\n  SELECT b FROM c)'],
  [
    'a in (select b from c where d not in (with e as (select 1) select * from e))',
    'a GLOBAL in (select b from c where d GLOBAL not in (with e as (select 1) select * from e))',
  ],
  ['(a, b) IN (SELECT 1, 2)', '(a, b) GLOBAL IN (SELECT 1, 2)'],
])('an IN of a subquery becomes global: %s', (statement, expected) => {
  expect(withGlobalIn(statement)).toBe(expected);
  expect(withGlobalIn(expected)).toBe(expected);
});

test.each([
  "a IN ('b', 'c')",
  'a IN {p0:Array(String)}',
  "a = ' IN (SELECT 1)'",
  "a = 'it''s' AND b = '\\' IN (SELECT 1)'",
  'a AS "x IN (SELECT 1)", b AS `y IN (SELECT 1)`',
  '1 -- a IN (SELECT 1)',
  '1 /* a IN (SELECT 1) */',
  'plugin (SELECT 1)',
  'EXPLAIN AST SELECT a IN (SELECT 1)',
])('all else stays as it is: %s', (statement) => {
  expect(withGlobalIn(statement)).toBe(statement);
});
