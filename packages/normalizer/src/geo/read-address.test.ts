import { expect, test } from 'vitest';
import { readAddress, readFirstAddress } from './read-address.ts';

test.each([
  '81.2.69.160',
  ' 81.2.69.160 ',
  '81.2.69.160:51234',
  '"81.2.69.160:51234"',
  '::ffff:81.2.69.160',
  '::FFFF:5102:45a0',
  '0:0:0:0:0:ffff:81.2.69.160',
  '[::ffff:81.2.69.160]:443',
])('%s is 81.2.69.160', (text) => {
  expect(readAddress(text)).toBe('81.2.69.160');
});

test.each([
  '2001:db8::1',
  '2001:DB8:0:0:0:0:0:1',
  '2001:0db8:0000:0000:0000:0000:0000:0001',
  '[2001:db8::1]',
  '[2001:db8:0::1]:4711',
  '"[2001:db8::1]:4711"',
  '2001:db8::1%eth0',
  '2001:db8:0:0:0:0:0:1:46532',
  '2001:db8::0.0.0.1',
])('%s is 2001:db8::1', (text) => {
  expect(readAddress(text)).toBe('2001:db8::1');
});

test.each([
  '',
  '-',
  'unknown',
  '_hidden',
  '81.2.69',
  '81.2.69.256',
  '81.2.69.160, 10.0.0.1',
  'shop.example:443',
  '[::1',
  '1e3',
])('"%s" is no address', (text) => {
  expect(readAddress(text)).toBeUndefined();
});

test('of a list, the visitor is the first that is public', () => {
  expect(readFirstAddress('8.8.8.8, 10.0.0.5')).toBe('8.8.8.8');
  expect(readFirstAddress('10.0.0.5, unknown, [2001:DB8::1]:443, 8.8.8.8')).toBe('2001:db8::1');
  expect(readFirstAddress('10.0.0.5, 192.168.0.1')).toBe('10.0.0.5');
  expect(readFirstAddress('unknown')).toBeUndefined();
});
