import { expect, test } from 'vitest';
import { countryNames } from './country-names.ts';
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

test('a country is found by its short names and by what else it is called, in each language', () => {
  const names: Readonly<Record<string, readonly string[]>> = {
    KR: ['한국', '남한', 'Korea', 'Republic of Korea', '韩国', '韓國'],
    US: ['USA', 'U.S.A.', 'US', 'America', '미국', '미합중국', '美国', '美國'],
    GB: ['UK', 'U.K.', 'Britain', 'england', '영국', '英国', '英國'],
    HK: ['Hong Kong', 'hongkong', '홍콩', '香港'],
    CZ: ['Czech Republic', 'Czechia', '체코'],
    AE: ['UAE', 'United Arab Emirates', '아랍에미리트', '阿联酋'],
    CI: ['Ivory Coast', "Cote d'Ivoire", '코트디부아르'],
    TR: ['Turkey', 'Turkiye', 'Türkiye', '터키'],
    TW: ['Taiwan', '대만', '台湾', '臺灣'],
    KP: ['North Korea', '북한', '朝鲜'],
    BA: ['Bosnia', 'Bosnia and Herzegovina'],
  };
  const all = Object.keys(names).map((value) => ({ value, label: value }));
  for (const [code, typed] of Object.entries(names))
    for (const text of typed)
      for (const field of ['country', 'first.country', 'session.country'])
        expect(knownValue(field, text, all), text).toBe(code);
  expect(knownValue('city', 'Korea', all)).toBeUndefined();
});

test('no name means two countries', () => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  const owners = new Map<string, string>();
  const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  // Codes that are no longer a country's have the name of the one that it became.
  const isNow = (code: string) => new Intl.Locale(`und-${code}`).region === code && regions.of(code);
  for (const code of codes.filter(isNow))
    for (const name of new Set(countryNames(code))) {
      expect(owners.get(name) ?? code, name).toBe(code);
      owners.set(name, code);
    }
  expect(owners.size).toBeGreaterThan(800);
});

test('other values are found by what stands on the page, and as they are where cases differ', () => {
  const channels = [{ value: 'organic search', label: 'Organic search' }];
  expect(knownValue('session.channel', 'Organic Search', channels)).toBe('organic search');
  const paths = ['/Shop', '/shop'].map((value) => ({ value, label: value }));
  expect(knownValue('path', '/shop', paths)).toBe('/shop');
  expect(knownValue('path', '/SHOP', paths)).toBe('/Shop');
});
