import { describe, expect, it } from 'vitest';
import { isOwnNetwork } from './client-address.ts';

describe('isOwnNetwork', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '::1',
    'fd00::1',
    'fe80::1%eth0',
    '::ffff:10.0.0.1',
  ])('%s may say whom it speaks for', (address) => {
    expect(isOwnNetwork(address)).toBe(true);
  });

  it.each(['203.0.113.9', '172.32.0.1', '8.8.8.8', '2001:db8::1', '::ffff:203.0.113.9', ''])(
    '%s may not',
    (address) => {
      expect(isOwnNetwork(address)).toBe(false);
    },
  );
});
