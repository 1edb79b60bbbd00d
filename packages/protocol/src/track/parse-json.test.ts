import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayHoldLongNumbers, parseJson, textOfNumericId } from './parse-json.ts';

test.each([
  ['{"a":76561198012345678}', { a: '76561198012345678' }],
  [
    '{"a":-76561198012345679,"b":[9007199254740993, 1]}',
    { a: '-76561198012345679', b: ['9007199254740993', 1] },
  ],
  ['{"a" : {"b":\n18446744073709551615}}', { a: { b: '18446744073709551615' } }],
  ['76561198012345678', '76561198012345678'],
  ['{"a":7.6561198012345678e16}', { a: '7.6561198012345678e16' }],
  [
    '{"a":"says 76561198012345678, \\"76561198012345679\\"","b":1}',
    { a: 'says 76561198012345678, "76561198012345679"', b: 1 },
  ],
  [
    '{"76561198012345678":"\\\\","b":76561198012345678}',
    { '76561198012345678': '\\', b: '76561198012345678' },
  ],
])('%s keeps its digits', (text, expected) => {
  expect(parseJson(text)).toEqual(expected);
  expect(mayHoldLongNumbers(Buffer.from(text))).toBe(true);
});

test.each([
  '{"a":1764300000000,"b":9007199254740991,"c":1764300000000000}',
  '{"a":37.566535000000001,"b":0.30000000000000004,"c":1e300}',
  '{"a":"76561198012345678"}',
  '{"id":"0193a5b2-1234-7abc-8def-012345678901"}',
])('%s is what JSON.parse makes of it', (text) => {
  expect(parseJson(text)).toEqual(JSON.parse(text));
});

test.each([
  '{12345678901234567890:1}',
  '[012345678901234567890]',
  '12345678901234567890 1',
  '{"a":+1234567890123456789}',
])('%s is no JSON', (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError);
});

test('a number of 16 digits and more is found wherever it stands', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', ' ', '1', '"', ',') }),
      fc.bigInt({ min: 10n ** 15n, max: 10n ** 30n }),
      fc.string({ unit: fc.constantFrom('a', ' ', '"', ',') }),
      (before, number, after) => {
        const text = `${JSON.stringify(before)},${number},${JSON.stringify(after)}`;
        expect(mayHoldLongNumbers(Buffer.from(text))).toBe(true);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('a number is an id where a double holds its digits', () => {
  expect([1, -5, 1.5, 9_007_199_254_740_991, 1e20].map(textOfNumericId)).toEqual([
    '1',
    '-5',
    '1.5',
    '9007199254740991',
    '100000000000000000000',
  ]);
  const lossy = [2 ** 53 + 2, 0.1 + 0.2, 12345678.12345678e9, Number.NaN, Number.POSITIVE_INFINITY];
  expect(lossy.map(textOfNumericId)).toEqual(lossy.map(() => undefined));
});
