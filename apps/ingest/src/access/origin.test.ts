import { expect, test } from 'vitest';
import { originMatches } from './origin.ts';

test.each([
  ['https://a.test', ['https://a.test']],
  ['https://a.test', ['https://a.test/']],
  ['https://a.test', [' A.TEST ']],
  ['http://a.test:81', ['a.test']],
  ['http://a.test', ['a.test:80']],
  ['https://a.test', ['https://a.test:443']],
  ['https://b.a.test', ['https://*.a.test']],
  ['https://xn--bcher-kva.test', ['bücher.test', '*.bücher.test']],
  ['https://x.xn--bcher-kva.test', ['*.bücher.test']],
  ['capacitor://localhost', ['capacitor://localhost']],
  ['null', ['*']],
])('%s is among %j', (origin, entries) => {
  expect(originMatches(origin, entries)).toBe(true);
});

test.each([
  ['https://a.test', ['']],
  ['https://a.test', []],
  ['https://a.test', ['http://a.test']],
  ['https://a.test:444', ['https://a.test', 'a.test:443']],
  ['http://b.a.test', ['https://*.a.test']],
  ['https://a.test', ['*.a.test', '*.test.', '.test', '*a.test', 'https://*']],
  ['https://..a.test', ['*.a.test']],
  ['https://a.test/', ['a.test']],
  ['https://a.test evil', ['a.test']],
  ['', ['a.test', '']],
])('%s is not among %j', (origin, entries) => {
  expect(originMatches(origin, entries)).toBe(false);
});
