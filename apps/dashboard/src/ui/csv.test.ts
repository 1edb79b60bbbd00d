import { expect, test } from 'vitest';
import { toCsv } from './csv.ts';

test('texts with commas, quotes and line breaks stay one cell', () => {
  expect(toCsv(['a'], [['x,"y"\nz', 1.5]])).toBe('\uFEFFa\r\n"x,""y""\nz",1.5\r\n');
});

test('amounts keep the digits that they are given in, also below zero', () => {
  expect(toCsv(['n'], [[{ number: '-5.00' }]])).toContain('\r\n-5.00\r\n');
});

test('a visitor cannot have a spreadsheet run a formula; negative numbers stay numbers', () => {
  const text = toCsv(['path', 'n'], [['=HYPERLINK("http://evil")', -1]]);
  expect(text.split('\r\n')[1]).toBe(`"'=HYPERLINK(""http://evil"")",-1`);
  for (const start of ['+', '-', '@', '\t']) expect(toCsv(['a'], [[`${start}1`]])).toContain(`'${start}1`);
});
