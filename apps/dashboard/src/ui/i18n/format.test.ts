import { describe, expect, test } from 'vitest';
import { en } from './en.ts';
import { createFormat } from './format.ts';
import { ko } from './ko.ts';
import { createTranslate, preferredLocale } from './locale.ts';
import { zh } from './zh.ts';

describe('numbers', () => {
  test('are short from a thousand on, in the words of the language', () => {
    expect([999, 1_234, 1_260_000].map(createFormat('en').short)).toEqual(['999', '1.23K', '1.26M']);
    expect(createFormat('ko').short(12_345)).toBe('1.23만');
    expect(createFormat('zh').short(12_345)).toBe('1.23万');
    expect([10_443, 999_999, 12_345_678].map(createFormat('ko').short)).toEqual([
      '1.04만',
      '100만',
      '1235만',
    ]);
    expect(['ko', 'zh'].map((locale) => createFormat(locale).short(2_421))).toEqual(['2,421', '2,421']);
  });

  test('of money bear their currency, and have its digits as long as there is room for them', () => {
    const { money, exactMoney } = createFormat('en');
    expect([0.2, 14.777, 1_834.2].map((value) => money(value, 'USD'))).toEqual(['$0.20', '$14.78', '$1.83K']);
    expect(['KRW', 'JPY', 'KWD'].map((code) => money(14.7777, code))).toEqual([
      '₩15',
      '¥15',
      'KWD\u00a014.778',
    ]);
    // CLDR, which Intl follows, gives these no digits: ISO 4217 does.
    expect(
      ['HUF', 'IDR', 'IQD', 'CLF'].map((code) => exactMoney(1_234.5678, code).replace(/^\D+/, '')),
    ).toEqual(['1,234.57', '1,234.57', '1,234.568', '1,234.5678']);
    expect(exactMoney(1_234_567, 'KRW')).toBe('₩1,234,567');
    expect(createFormat('ko').money(1_834.2, 'KRW')).toBe('₩1,834');
    expect([1_922.06, 12.5].map((value) => createFormat('zh').money(value, 'USD'))).toEqual([
      'US$1,922',
      'US$12.50',
    ]);
    expect(createFormat('ko').money(12_345, 'KRW')).toBe('₩1.23만');
  });

  test('of a span of time read as words', () => {
    expect(['30m', '24h', '1h', '7d', 'odd'].map(createFormat('en').span)).toEqual([
      '30 minutes',
      '24 hours',
      '1 hour',
      '7 days',
      'odd',
    ]);
    expect(createFormat('ko').span('7d')).toBe('7일');
  });

  test('of seconds read as times', () => {
    const { duration } = createFormat('en');
    expect([0, 59.6, 60, 192, 3_600, 90_061].map(duration)).toEqual([
      '0s',
      '1m',
      '1m',
      '3m 12s',
      '1h',
      '1d 1h',
    ]);
  });
});

test('a bucket is named by the clock of its own zone, wherever the reader is', () => {
  const { bucket } = createFormat('en');
  expect(bucket('2026-11-01T00:00:00+09:00', 'day')).toBe('Sun, Nov 1, 2026');
  expect(bucket('2026-11-01T23:00:00-05:00', 'hour')).toContain('23:00');
});

test('countries have their name in the language, and what is no country stays as it is', () => {
  expect([createFormat('ko').country('KR'), createFormat('zh').country('JP')]).toEqual(['대한민국', '日本']);
  expect(createFormat('en').country('T1')).toBe('T1');
});

test('every language says the same with the same values', () => {
  const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const key of Object.keys(en) as (keyof typeof en)[]) {
    expect([names(ko[key]), names(zh[key])], key).toEqual([names(en[key]), names(en[key])]);
  }
});

test('a value is put where its name stands', () => {
  expect(createTranslate(en)('overview.live', { count: '{count}' })).toBe('{count} online now');
});

test('the first language that the page speaks is taken, else English', () => {
  expect(preferredLocale(['fr-FR', 'zh-Hant-TW', 'ko'])).toBe('zh');
  expect(preferredLocale(['fr'])).toBe('en');
});
