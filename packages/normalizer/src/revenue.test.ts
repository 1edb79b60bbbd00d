import { expect, test } from 'vitest';
import { toRevenue } from './revenue.ts';

test.each([
  [19.99, 19.99],
  ['19.99', 19.99],
  [' 1e3 ', 1000],
  ['-5', -5],
  [0.1234565, 0.123457],
  [-0.1234565, -0.123457],
  [1.0000005, 1.000001],
  [1e-7, 0],
  [-1e-9, 0],
  [999_999_999_999.5, 999_999_999_999.5],
  // More digits than a double keeps: as a number, the last ones would be others.
  ['999999999999.123456', '999999999999.123456'],
  ['-123456789012.3456785', '-123456789012.345679'],
  ['.5', 0.5],
  ['12345.6789e-3', 12.345679],
  ['0.0000004999999999', 0],
  ['0.0000005', 0.000001],
  ['00012.50', 12.5],
])('revenue %s is stored as %s', (sent, stored) => {
  expect(toRevenue(sent)).toBe(stored);
});

test.each([
  undefined,
  true,
  '',
  'free',
  '1,000',
  '0x10',
  'Infinity',
  Number.NaN,
  Infinity,
  1e12,
  1e300,
  '1e999',
  '0e999999999999',
  '1e-999999999999',
])('revenue %s counts as none', (sent) => {
  expect(toRevenue(sent)).toBe(0);
});
