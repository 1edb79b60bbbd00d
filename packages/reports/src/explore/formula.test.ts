import { expect, test } from 'vitest';
import { parseFormula } from './formula.ts';

const evaluate = (text: string, values: Record<string, number | null> = {}) =>
  parseFormula(text, Object.keys(values))?.((letter) => values[letter] ?? null);

test('binds as arithmetic does', () => {
  expect(evaluate('1+2*3-4/2')).toBe(5);
  expect(evaluate('(1 + 2) * -3')).toBe(-9);
  expect(evaluate('8/4/2')).toBe(1);
  expect(evaluate('A+B-0.05', { A: 0.1, B: 0.2 })).toBe(0.25);
  expect(evaluate('0.1+0.2')).toBe(0.3);
  expect(evaluate('A/B*100', { A: 1, B: 4 })).toBe(25);
});

test('a division by 0 and a missing value are null', () => {
  expect(evaluate('A/B', { A: 1, B: 0 })).toBeNull();
  expect(evaluate('A+B', { A: 1, B: null })).toBeNull();
});

test('what is not arithmetic over the letters is refused', () => {
  for (const text of ['', 'A+', 'A B', '(A', 'A)', 'C', 'A%B', 'a', '1e3', 'alert(1)']) {
    expect(parseFormula(text, ['A', 'B']), text).toBeUndefined();
  }
});
