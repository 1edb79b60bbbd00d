import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutToBytes, cutToCharacters, wellFormed } from './text.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });
/** Any sequence of UTF-16 units, lone surrogates included. */
const anyUnits = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
  .map((units) => String.fromCharCode(...units));

test('a cut text is the longest beginning within its bytes and splits no code point', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 0, max: 80 }), (text, bytes) => {
      const cut = cutToBytes(text, bytes);
      expect(text.startsWith(cut)).toBe(true);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(bytes);
      const next = [...text.slice(cut.length)][0];
      if (next !== undefined) expect(Buffer.byteLength(cut + next)).toBeGreaterThan(bytes);
    }),
  );
});

test('texts with lone surrogates become valid and survive a round trip through UTF-8', () => {
  fc.assert(
    fc.property(anyUnits, (text) => {
      for (const clean of [wellFormed(text), cutToBytes(text, 20), cutToCharacters(text, 20)]) {
        expect(Buffer.from(clean, 'utf8').toString('utf8')).toBe(clean);
      }
      expect(wellFormed(text)).toHaveLength(text.length);
    }),
  );
});

test('a key is cut at its characters, one earlier inside a surrogate pair', () => {
  expect(cutToCharacters('abc', 3)).toBe('abc');
  expect(cutToCharacters('abcd', 3)).toBe('abc');
  expect(cutToCharacters('ab😀', 3)).toBe('ab');
});
