import { expect, test } from 'vitest';
import { createDataCenterLookup, noDataCenters } from '../src/index.ts';
import { writeMmdb } from './write-mmdb.ts';

const hosterOf = createDataCenterLookup(
  writeMmdb({
    '3.5.0.0/16': { autonomous_system_number: 16_509, autonomous_system_organization: 'AMAZON-02' },
    '5.9.0.0/16': { asn: 'AS24940', name: 'Hetzner Online GmbH' },
    '185.1.0.0/16': {
      autonomous_system_number: 4_200_000,
      autonomous_system_organization: 'Best Hosting Ltd',
    },
    '211.1.0.0/16': { autonomous_system_number: 4_766, autonomous_system_organization: 'Korea Telecom' },
    '80.1.0.0/16': {
      autonomous_system_number: 5_089,
      autonomous_system_organization: 'Virgin Media Limited',
    },
    '81.1.0.0/16': 'no record',
    '2a01:4f8::/32': { autonomous_system_number: 24_940 },
  }),
);

test.each([
  ['3.5.1.1', 'Amazon'],
  ['5.9.1.1', 'Hetzner'],
  ['2a01:4f8::1', 'Hetzner'],
  ['185.1.1.1', 'Best Hosting Ltd'],
  ['211.1.1.1', ''],
  ['80.1.1.1', ''],
  ['81.1.1.1', ''],
  ['10.0.0.1', ''],
  ['not an address', ''],
])('%s belongs to "%s"', (address, name) => {
  expect(hosterOf(address)).toBe(name);
});

test('without a database nothing is a data centre, and bytes that are none are refused', () => {
  expect(noDataCenters('3.5.1.1')).toBe('');
  expect(() => createDataCenterLookup(Buffer.from('text'))).toThrow('not a readable MMDB');
});
