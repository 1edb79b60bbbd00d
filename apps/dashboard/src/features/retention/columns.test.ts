import { expect, test } from 'vitest';
import { columnNames, columnOf, readBrackets } from './columns.ts';

test('brackets are read as people write them', () => {
  expect(readBrackets('1, 2–3 ,4-7')).toBe('1,2-3,4-7');
  expect(readBrackets('0,8~14')).toBe('0,8-14');
});

test.each(['', '1,', 'a', '1-2-3', '3-2', '2,1', '1-3,3', '0-2', '80-90', '-3'])('%j is refused', (text) => {
  expect(readBrackets(text)).toBeUndefined();
});

test('columns have the names of the answer, else those of their periods', () => {
  expect(columnNames({ average: [100, 5], brackets: ['0', '8-14'] })).toEqual(['0', '8–14']);
  expect(columnNames({ average: [100, 5, null] })).toEqual(['0', '1', '2']);
  expect(columnOf('8-14')).toEqual({ from: 8, to: 14 });
  expect(columnOf('7')).toEqual({ from: 7, to: 7 });
});
