import { expect, test } from 'vitest';
import { moneyOf } from './money.ts';
import { flattenProperties } from './properties.ts';

const stored = (properties: Record<string, unknown>, name = 'purchase') =>
  moneyOf(name, flattenProperties(properties));

test.each([
  [{ __revenue: 5 }, { revenue: 5, currency: '' }],
  [
    { __revenue: 5, currency: 'usd' },
    { revenue: 5, currency: 'USD' },
  ],
  [
    { __revenue: '1000', __currency: 'KRW', currency: 'gems' },
    { revenue: 1000, currency: 'KRW' },
  ],
  [
    { __revenue: -3, currency: 'KWD' },
    { revenue: -3, currency: 'KWD' },
  ],
  // Without an amount there is nothing to be in a currency.
  [
    { __revenue: 0, currency: 'USD' },
    { revenue: 0, currency: '' },
  ],
  [{ currency: 'USD' }, { revenue: 0, currency: '' }],
])('%j is stored as %j', (sent, expected) => {
  expect(stored(sent)).toEqual(expected);
});

test('a refund is taken away, whatever its sign', () => {
  for (const name of ['refund', 'Order Refunded']) {
    expect(stored({ __revenue: 5, currency: 'EUR' }, name)).toEqual({ revenue: -5, currency: 'EUR' });
    expect(stored({ __revenue: -5 }, name).revenue).toBe(-5);
    expect(stored({ __revenue: '999999999999.123456' }, name).revenue).toBe('-999999999999.123456');
  }
});

test("the event's own `currency` stays among its properties", () => {
  expect(flattenProperties({ __revenue: 5, currency: 'USD' }).strings).toEqual({ currency: 'USD' });
});
