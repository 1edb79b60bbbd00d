import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createGeoLookup, emptyGeoLookup } from '../src/index.ts';
import { writeMmdb } from './write-mmdb.ts';

const nowhere = { country: '', region: '', city: '', latitude: null, longitude: null };
const london = { country: 'GB', region: 'England', city: 'London', latitude: 51.5142, longitude: -0.0931 };
const maxMind = {
  city: { names: { de: 'London', en: 'London' } },
  country: { iso_code: 'GB', names: { en: 'United Kingdom' } },
  location: { accuracy_radius: 100, latitude: 51.5142, longitude: -0.0931, time_zone: 'Europe/London' },
  registered_country: { iso_code: 'US' },
  subdivisions: [{ iso_code: 'ENG', names: { en: 'England' } }, { iso_code: 'XX' }],
};
const flat = {
  city: 'Seoul',
  country_code: 'KR',
  latitude: 37.566,
  longitude: 126.9784,
  postcode: '',
  state1: 'Seoul',
};
const database = writeMmdb({
  '81.2.69.0/24': maxMind,
  '1.201.0.0/16': flat,
  '5.6.7.0/24': { country_code: 'de' },
  '5.6.8.0/24': { registered_country: { iso_code: 'FR' } },
  '5.6.9.0/24': { city: { names: { ko: '서울' } }, country: 'KR' },
  '5.6.10.0/24': { city: 'Seoul (Toegye-ro)', country: 'KR' },
  '5.6.11.0/24': { city: 'Frankfurt (Oder)', country: 'DE' },
  '5.6.12.0/24': { city: { names: { en: 'Berlin (Bezirk Mitte)' } }, country: 'DE' },
  '5.6.13.0/24': { city: '(Nowhere)', country: 'DE' },
  '10.0.0.0/8': maxMind,
  '2001:67c::/32': flat,
});
const geo = createGeoLookup(database);

test('the MaxMind layout gives country, first subdivision, city and position', () => {
  expect(geo('81.2.69.142')).toEqual(london);
});

test('the flat layout gives the same fields, over IPv4 and IPv6', () => {
  const seoul = { country: 'KR', region: 'Seoul', city: 'Seoul', latitude: 37.566, longitude: 126.9784 };
  expect(geo('1.201.3.4')).toEqual(seoul);
  expect(geo('2001:67c:1234::1')).toEqual(seoul);
});

test('databases of countries alone work; where only the registered country is known it counts', () => {
  expect(geo('5.6.7.8')).toEqual({ ...nowhere, country: 'DE' });
  expect(geo('5.6.8.8')).toEqual({ ...nowhere, country: 'FR' });
});

test('a town is one, whatever street or quarter stands behind its name; a river tells towns apart', () => {
  const cities = ['5.6.10.1', '5.6.11.1', '5.6.12.1', '5.6.13.1'].map((address) => geo(address).city);
  expect(cities).toEqual(['Seoul', 'Frankfurt (Oder)', 'Berlin', '(Nowhere)']);
});

test('a city without an English name has the name that there is', () => {
  expect(geo('5.6.9.1')).toEqual({ ...nowhere, country: 'KR', city: '서울' });
});

test.each([
  '81.2.69.142:443',
  ' 81.2.69.142 ',
  '::ffff:81.2.69.142',
  '::FFFF:5102:458e',
  '0:0:0:0:0:ffff:81.2.69.142',
  '[::ffff:81.2.69.142]:8080',
  '::ffff:81.2.69.142%eth0',
])('%s is the address 81.2.69.142', (address) => {
  expect(geo(address)).toEqual(london);
});

test.each(['', 'unknown', '10.1.2.3', '127.0.0.1', '192.168.0.1', '172.16.0.1', '100.64.0.1', '169.254.1.1'])(
  '"%s" is nowhere',
  (address) => {
    expect(geo(address)).toEqual(nowhere);
  },
);

test.each([
  '::1',
  '::',
  'fe80::1%eth0',
  'fd00::1',
  'ff02::1',
  '[::1]:80',
  '::ffff:10.0.0.1',
  '9.9.9.9',
  '1.2.3',
  '1.2.3.4.5',
])('"%s" is nowhere as well', (address) => {
  expect(geo(address)).toEqual(nowhere);
});

test('an IPv6 address is nowhere in a database of IPv4 alone', () => {
  const lookUp = createGeoLookup(writeMmdb({ '32.1.0.0/16': maxMind }, 4));
  expect(lookUp('32.1.2.3')).toEqual(london);
  expect(lookUp('2001:67c::1')).toEqual(nowhere);
});

test('values of a wrong type are left empty and the right ones kept', () => {
  const lookUp = createGeoLookup(
    writeMmdb({
      '1.2.3.0/24': {
        country: { iso_code: 'ENGLAND' },
        city: 7,
        state1: true,
        latitude: 951.5,
        longitude: 3.5,
      },
      '1.2.4.0/24': { country: { iso_code: 'GB' }, city: ['London'], subdivisions: 'x', location: 'there' },
      '1.2.5.0/24': 'not a map',
    }),
  );
  expect(lookUp('1.2.3.4')).toEqual(nowhere);
  expect(lookUp('1.2.4.4')).toEqual({ ...nowhere, country: 'GB' });
  expect(lookUp('1.2.5.4')).toEqual(nowhere);
});

test.each([
  ['empty', Buffer.alloc(0)],
  ['text', Buffer.from('<html>404 Not Found</html>')],
  ['zeros', Buffer.alloc(100_000)],
  ['cut before its metadata', database.subarray(0, database.length - 200)],
])('bytes that are no database (%s) are refused with a clear error', (_, bytes) => {
  expect(() => createGeoLookup(bytes)).toThrow('not a readable MMDB');
});

test('a damaged database is refused at once or never throws at a look-up', () => {
  const damage = fc.array(fc.record({ at: fc.nat(database.length - 1), bit: fc.nat(7) }), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(damage, fc.nat(100), (flips, cut) => {
      const bytes = Buffer.from(database.subarray(cut));
      for (const { at, bit } of flips) {
        if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      }
      const lookUp = openOrNothing(bytes);
      for (const address of ['81.2.69.142', '1.201.3.4', '5.6.7.8', '2001:67c::1', '255.1.1.1', '0:1::']) {
        const place = lookUp(address);
        expect(place.country).toMatch(/^(?:[A-Z]{2})?$/);
        expect(typeof place.city).toBe('string');
        expect(Math.abs(place.latitude ?? 0)).toBeLessThanOrEqual(90);
      }
    }),
    { numRuns: 300 },
  );
});

test('a record of pointers to pointers, which would unfold to 10^30 values, is nowhere at once', () => {
  const pointersTo = (offset: number) =>
    Buffer.from([10, 4, ...Array.from({ length: 10 }, () => [0x20 | (offset >> 8), offset & 0xff]).flat()]);
  const bottom = Buffer.from([0x41, 0x78]);
  const levels = [bottom];
  let below = 0;
  for (let level = 0; level < 30; level++) {
    levels.push(pointersTo(below));
    below = bottom.length + level * 22;
  }
  const lookUp = createGeoLookup(
    writeMmdb({
      '1.2.3.0/24': Buffer.concat(levels),
      '1.2.4.0/24': Buffer.concat([Buffer.from([0xe1, 0x44]), Buffer.from('city'), pointersTo(below)]),
      '81.2.69.0/24': maxMind,
    }),
  );
  const begun = performance.now();
  expect(lookUp('1.2.4.4')).toEqual(nowhere);
  expect(performance.now() - begun).toBeLessThan(1_000);
  expect(lookUp('81.2.69.142')).toEqual(london);
});

function openOrNothing(bytes: Buffer) {
  try {
    return createGeoLookup(bytes, { cacheSize: 0 });
  } catch (error) {
    expect(String(error)).toContain('not a readable MMDB');
    return emptyGeoLookup;
  }
}
