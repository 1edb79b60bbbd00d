import { expect, test } from 'vitest';
import { createAddressSet } from './address-set.ts';

test.each([
  ['10.0.0.0/8', ['10.0.0.0', '10.255.255.255'], ['9.255.255.255', '11.0.0.0']],
  ['203.0.113.7', ['203.0.113.7'], ['203.0.113.6', '203.0.113.8', '::1']],
  ['0.0.0.0/0', ['0.0.0.0', '255.255.255.255'], ['::1', '']],
  ['192.0.2.128/25', ['192.0.2.128', '192.0.2.255'], ['192.0.2.127']],
  ['192.0.2.200/25', ['192.0.2.128'], ['192.0.2.127']],
  ['255.255.255.255/32', ['255.255.255.255'], ['255.255.255.254']],
  ['2001:db8::/32', ['2001:db8::1', '2001:DB8:ffff::'], ['2001:db9::1', '10.0.0.1', 'nonsense']],
  ['::ffff:203.0.113.7', ['203.0.113.7'], ['203.0.113.8']],
])('%s holds %j and not %j', (entry, inside, outside) => {
  const set = createAddressSet([entry]);
  for (const address of inside) expect(set(address), address).toBe(true);
  for (const address of outside) expect(set(address), address).toBe(false);
});

test.each([
  '',
  'nonsense',
  '10.0.0.0/33',
  '10.0.0/8',
  '::1/129',
  '10.0.0.0/-1',
  '10.0.0.0/a',
  '10.0.0.1/8/8',
])('%j is neither an address nor a CIDR', (entry) => {
  expect(() => createAddressSet([entry])).toThrow('is not an address or a CIDR');
  const lenient = createAddressSet([entry, '10.1.1.1'], { skipInvalid: true });
  expect([lenient('10.1.1.1'), lenient('10.2.2.2')]).toEqual([true, false]);
});
