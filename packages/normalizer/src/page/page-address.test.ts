import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPageReader, parsePageAddress } from './page-address.ts';

test.each([
  ['https://example.com/a/b/?utm_source=x#top', '/a/b', 'https://example.com', '#top', 'utm_source=x'],
  ['https://example.com', '/', 'https://example.com', '', ''],
  ['https://example.com:8443/a', '/a', 'https://example.com:8443', '', ''],
  ['HTTPS://EXAMPLE.com/Case/', '/Case', 'https://example.com', '', ''],
  ['//cdn.example.com/x/', '/x', 'https://cdn.example.com', '', ''],
  ['//checkout//', '/checkout', '', '', ''],
  ['/a', '/a', '', '', ''],
  ['/a/', '/a', '', '', ''],
  ['/a///', '/a', '', '', ''],
  ['/', '/', '', '', ''],
  ['/?page=2', '/', '', '', 'page=2'],
  ['/search?q=a/b', '/search', '', '', 'q=a/b'],
  ['a/b', '/a/b', '', '', ''],
  ['Lobby: main', '/Lobby:%20main', '', '', ''],
  ['/a/../b/./c', '/b/c', '', '', ''],
  ['/..', '/', '', '', ''],
  ['#/settings', '/', '', '#/settings', ''],
  ['https://example.com/#/shop?ref=mail', '/', 'https://example.com', '#/shop?ref=mail', ''],
  ['?ref=mail', '/', '', '', 'ref=mail'],
  ['/한글 페이지', '/한글%20페이지', '', '', ''],
  ['/%ED%95%9C%EA%B8%80', '/한글', '', '', ''],
  ['https://한글.kr/%ed%95%9c%ea%b8%80/?a=1', '/한글', 'https://xn--bj0bj06e.kr', '', 'a=1'],
  ['#/%EC%84%A4%EC%A0%95', '/', '', '#/설정', ''],
  ['/shop/%7euser/last%5fversion', '/shop/~user/last_version', '', '', ''],
  ['/a/%2e%2e/b%2fc', '/b%2Fc', '', '', ''],
  ['/100%25?q=1', '/100%25', '', '', 'q=1'],
  ['/100%', '/100%', '', '', ''],
  ['/%zz', '/%zz', '', '', ''],
  ['http://exa mple/x/y?z', '/x/y', '', '', 'z'],
  ['http://[broken/x', '/x', '', '', ''],
  ['capacitor://localhost/play/', '/play', 'capacitor://localhost', '', ''],
  ['app:///main', '/main', '', '', ''],
  ['javascript:alert(1)', '/javascript:alert(1)', '', '', ''],
  ['  /trimmed  ', '/trimmed', '', '', ''],
  [`https://${'é'.repeat(9000)}.com/x`, '/x', '', '', ''],
  ['', '', '', '', ''],
])('%s is the page %s', (sent, path, origin, hash, query) => {
  const read = createPageReader();
  for (const page of [parsePageAddress(sent), read(sent), read(sent)]) {
    expect(page).toMatchObject({ path, origin, hash, query });
  }
});

test('the short way for plain paths gives what the URL standard gives', () => {
  const segment = fc.string({ unit: fc.constantFrom(..."ab.-_~!$&'()*+,;=:@/"), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 4 }), (segments) => {
      const path = `/x${segments.join('/')}`;
      const standard = new URL(path, 'http://host.invalid').pathname.replace(/(?<=.)\/+$/, '');
      expect(parsePageAddress(`${path}?q=1`)).toEqual({ path: standard, origin: '', hash: '', query: 'q=1' });
    }),
  );
});

test('whatever is sent, the path is empty or begins with a slash, is valid and at most 8 KiB', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.constantFrom('http://', '//', '\\\\', '/', '#', '?', '%', '\ud800', 'é'.repeat(9000), '@', ':', '..'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
      const page = parsePageAddress(pieces.join(''));
      expect(page.path === '' || page.path.startsWith('/')).toBe(true);
      expect(page.path === '/' || !page.path.endsWith('/')).toBe(true);
      for (const text of [page.path, page.origin, page.hash]) {
        expect(Buffer.from(text).toString()).toBe(text);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8192);
      }
    }),
  );
});

test('a path that is cut keeps no half of a character or of an encoded byte', () => {
  expect(parsePageAddress(`/${'한'.repeat(3000)}`).path).toMatch(/^\/한{2730}$/);
  expect(parsePageAddress(`/${'%ff'.repeat(3000)}`).path).toMatch(/^\/(?:%FF)+$/);
});
