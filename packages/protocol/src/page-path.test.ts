import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readablePath, storedPatterns, storedSpellings } from './page-path.ts';

test.each([
  ['/가격', '/가격'],
  ['/%EA%B0%80%EA%B2%A9', '/가격'],
  ['/%ea%b0%80%ea%b2%a9', '/가격'],
  ['/%EA%b0%80격', '/가격'],
  ['/caf%C3%A9', '/café'],
  ['/%F0%9F%8E%AE', '/🎮'],
  ['/last%5fversion', '/last_version'],
  ['/%7Euser/%66ile%2Etxt', '/~user/file.txt'],
  ['/a%2fb', '/a%2Fb'],
  ['/100%25', '/100%25'],
  ['/%2541', '/%2541'],
  ['/what%3f%23', '/what%3F%23'],
  ['/two words', '/two%20words'],
  ['/two%20words', '/two%20words'],
  ['/%ff%fe', '/%FF%FE'],
  ['/%ea%b0', '/%EA%B0'],
  ['/%c0%af', '/%C0%AF'],
  ['/%ed%a0%80', '/%ED%A0%80'],
  ['/%f4%90%80%80', '/%F4%90%80%80'],
  ['/%E2%80%AE', '/%E2%80%AE'],
  ['/\u202e', '/%E2%80%AE'],
  ['/\u3000', '/%E3%80%80'],
  ['/می%E2%80%8cخواهم', '/می\u200cخواهم'],
  ['/100%', '/100%'],
  ['/%zz', '/%zz'],
  ['/%%34%31', '/%%341'],
])('%s is stored as %s', (sent, stored) => {
  expect(readablePath(sent)).toBe(stored);
});

test('a path that is stored is its own spelling, and its other spellings lead back to it', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.string({ unit: fc.constantFrom(...'%0123456789abcdefAEF/'), maxLength: 9 }),
    fc.constantFrom('가', '%EA%B0%80', '%2f', '\ud800', '%', ' '),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const stored = readablePath(pieces.join(''));
      expect(readablePath(stored)).toBe(stored);
      expect(Buffer.from(stored).toString()).toBe(stored);
      for (const spelling of storedSpellings(stored)) expect(readablePath(spelling)).toBe(stored);
    }),
    { numRuns: 2000 },
  );
});

test('what was stored encoded is looked for beside what is stored now', () => {
  expect(storedSpellings('/가')).toEqual(['/가', '/%EA%B0%80', '/%ea%b0%80']);
  expect(storedSpellings('/a%2fb')).toEqual(['/a%2Fb', '/a%2fb']);
  expect(storedSpellings('/plain')).toEqual(['/plain']);
});

test('a pattern keeps its meaning', () => {
  expect(storedPatterns('^/%EA%B0%80/[%61-z]+%2ehtml$')[0]).toBe('^/가/[a-z]+\\.html$');
  expect(storedPatterns('^/가?$')).toEqual(['^/가?$', '^/(?i:%EA%B0%80)?$']);
  expect(storedPatterns('^/(?:a|b)$')).toEqual(['^/(?:a|b)$']);
});
