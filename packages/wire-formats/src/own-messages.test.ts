import { expect, test } from 'vitest';
import { messagesOf } from './amplitude/messages.ts';
import { personMessages } from './mixpanel/people.ts';
import { withRevenue } from './own-messages.ts';

test('money is taken out of the properties, its currency stays with it', () => {
  expect(withRevenue({ value: 5, currency: 'eur' }, 'value')).toEqual({ __revenue: 5, currency: 'eur' });
});

test('an amount in a currency that does not exist stays a property, so that the event is kept', () => {
  const sent = { value: 5, currency: 'GEM' };
  expect(withRevenue(sent, 'value')).toEqual(sent);
  const [purchase] = messagesOf({ event_type: 'buy', event_properties: { $revenue: 3, $currency: 'GEM' } });
  expect(purchase?.payload.properties).not.toHaveProperty('__revenue');
  const charge = { $amount: 3, currency: 'GEM' };
  const messages = personMessages({ $distinct_id: 'p', $append: { $transactions: charge } });
  expect(messages.find(({ type }) => type === 'track')?.payload.properties).toEqual(charge);
});
