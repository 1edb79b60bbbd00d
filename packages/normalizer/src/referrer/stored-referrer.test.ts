import { expect, test } from 'vitest';
import { storedReferrer } from './stored-referrer.ts';

test.each([
  ['https://example.com/reset?token=abc', 'https://example.com/reset'],
  [
    'https://example.com/a?token=abc&utm_source=x&UTM_Medium=y&gclid=1#top',
    'https://example.com/a?utm_source=x&UTM_Medium=y&gclid=1',
  ],
  ['https://example.com/?ref=mail&refresh_token=abc', 'https://example.com/?ref=mail'],
  ['https://example.com/#/reset?token=abc', 'https://example.com/#/reset'],
  ['https://example.com/cb#access_token=abc', 'https://example.com/cb'],
  ['https://example.com/#!/%EA%B0%80', 'https://example.com/#!/가'],
  ['/reset?token=abc', '/reset'],
  ['https://user:secret@example.com/%EA%B0%80', 'https://example.com/가'],
])('of the own page %s %s stays', (sent, stored) => {
  expect(storedReferrer(sent, true)).toBe(stored);
});

test.each([
  ['https://www.google.com/search?q=%EA%B0%80', 'https://www.google.com/search?q=%EA%B0%80'],
  ['https://user:secret@other.example/a?b=1#c', 'https://other.example/a?b=1#c'],
  ['https://user:p@ss@other.example/', 'https://other.example/'],
  ['//user@other.example/', '//other.example/'],
  ['https:\\\\user:secret@other.example/', 'https:\\\\other.example/'],
  ['user:secret@other.example/a', 'other.example/a'],
  ['https://other.example/@name?to=a@b', 'https://other.example/@name?to=a@b'],
  ['https://other.example?mail=a@b', 'https://other.example?mail=a@b'],
  ['android-app://com.kakao.talk', 'android-app://com.kakao.talk'],
  ['', ''],
])('of the page %s of others %s stays', (sent, stored) => {
  expect(storedReferrer(sent, false)).toBe(stored);
});
