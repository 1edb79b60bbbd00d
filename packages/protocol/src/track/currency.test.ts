import { expect, test } from 'vitest';
import { currencyCode } from './currency.ts';
import { parseMessage } from './messages.ts';

const parsed = (payload: object) => parseMessage({ type: 'track', payload: { name: 'buy', ...payload } });
const propertiesOf = (payload: object) => {
  const result = parsed(payload);
  return result.ok && result.message.type === 'track' ? result.message.payload.properties : result;
};
const fieldsOf = (payload: object) => {
  const result = parsed(payload);
  return result.ok ? [] : result.details.map(({ field }) => field);
};

test('codes are read in any case, and only those that ISO 4217 has', () => {
  expect(['usd', ' Krw ', 'KWD', 'HRK'].map(currencyCode)).toEqual(['USD', 'KRW', 'KWD', 'HRK']);
  for (const sent of ['', 'GEM', 'US', 'USDT', '840', 840, null, {}, 'constructor'])
    expect(currencyCode(sent), String(sent)).toBeUndefined();
});

test('a currency beside the amount is kept with it', () => {
  expect(propertiesOf({ properties: { __revenue: 5, currency: 'KRW' } })).toEqual({
    __revenue: 5,
    currency: 'KRW',
  });
  expect(propertiesOf({ revenue: 5, currency: 'KRW', properties: { item: 'a' } })).toEqual({
    __revenue: 5,
    __currency: 'KRW',
    item: 'a',
  });
  expect(propertiesOf({ currency: 'KRW', properties: { __revenue: 5, currency: 'gems' } })).toMatchObject({
    __currency: 'KRW',
    currency: 'gems',
  });
  expect(propertiesOf({ revenue: 5, currency: null })).toEqual({ __revenue: 5 });
});

test('an amount in a currency that does not exist is refused by the field that names it', () => {
  expect(fieldsOf({ properties: { __revenue: 5, currency: 'GEM' } })).toEqual([
    'payload.properties.currency',
  ]);
  expect(fieldsOf({ revenue: 5, properties: { currency: 840 } })).toEqual(['payload.properties.currency']);
  expect(fieldsOf({ properties: { __revenue: 5, __currency: 'won' } })).toEqual([
    'payload.properties.__currency',
  ]);
  expect(fieldsOf({ revenue: 5, currency: '$' })).toEqual(['payload.currency']);
  expect(fieldsOf({ currency: '$', properties: { __revenue: 5 } })).toEqual(['payload.currency']);
});

test("without an amount `currency` is a property as any other, such as a game's own coins", () => {
  expect(propertiesOf({ properties: { currency: 'gems', amount: 3 } })).toEqual({
    currency: 'gems',
    amount: 3,
  });
  expect(propertiesOf({ properties: { __revenue: null, currency: 'gems' } })).toMatchObject({
    currency: 'gems',
  });
});
