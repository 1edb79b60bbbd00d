import { expect, test } from 'vitest';
import { knownValue } from './known-value.ts';

const countries = [
  { value: 'KR', label: 'South Korea' },
  { value: 'US', label: 'United States' },
  { value: '', label: 'Unknown' },
];

test('a country is found by its code and its names, in any case and language', () => {
  for (const typed of ['KR', 'kr', 'South Korea', ' south korea ', '대한민국', '韩国'])
    expect(knownValue('country', typed, countries), typed).toBe('KR');
  expect(knownValue('country', 'Atlantis', countries)).toBeUndefined();
  expect(knownValue('country', 'JP', countries)).toBeUndefined();
});

test('other values are found by what stands on the page, and as they are where cases differ', () => {
  const channels = [{ value: 'organic search', label: 'Organic search' }];
  expect(knownValue('session.channel', 'Organic Search', channels)).toBe('organic search');
  const paths = ['/Shop', '/shop'].map((value) => ({ value, label: value }));
  expect(knownValue('path', '/shop', paths)).toBe('/shop');
  expect(knownValue('path', '/SHOP', paths)).toBe('/Shop');
});
