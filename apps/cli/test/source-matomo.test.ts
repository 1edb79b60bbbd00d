import { expect, test } from 'vitest';
import { matomo } from '../src/sources/matomo.ts';
import type { Reading } from '../src/sources/source.ts';
import { readingsOf } from './read-source.ts';

const page = {
  ...{ type: 'action', url: 'https://example.com/a', pageTitle: 'A', pageId: '61' },
  timestamp: 1_524_676_958,
};
// Of a site in New York: its actions say 17:22:38 and 17:22:40, its visit 21:22:38 in UTC.
const visit = {
  ...{ idSite: '1', idVisit: '2199', visitorId: 'ab12', userId: null, referrerType: 'direct' },
  ...{ firstActionTimestamp: 1_524_691_358, lastActionTimestamp: 1_524_691_360 },
  actionDetails: [page, { ...page, pageId: '62', timestamp: 1_524_676_960 }],
};

async function messagesOf(...visits: object[]) {
  const readings = await readingsOf(matomo, JSON.stringify(visits));
  return readings.flatMap((reading) => [...(reading as Extract<Reading, { messages: unknown }>).messages]);
}
const payloadsOf = async (...visits: object[]) => (await messagesOf(...visits)).map(({ payload }) => payload);

test('the times of actions are set right by those of their visit', async () => {
  const times = async (shift: number) => {
    const shifted = visit.actionDetails.map((action) => ({ ...action, timestamp: action.timestamp + shift }));
    return (await payloadsOf({ ...visit, actionDetails: shifted })).map(({ timestamp }) => Number(timestamp));
  };
  const right = [1_524_691_358, 1_524_691_360];
  expect(await times(0)).toEqual(right);
  for (const hoursFromNewYork of [4, -7, 9.75, 13, 18])
    expect(await times(hoursFromNewYork * 3_600)).toEqual(right);
});

test('an action has the same id in every answer, whatever is around it, and no two have one', async () => {
  const goal = {
    type: 'goal',
    goalId: '1',
    goalName: 'all',
    revenue: '5',
    goalPageId: '61',
    timestamp: page.timestamp,
  };
  const whole = await payloadsOf({ ...visit, actionDetails: [goal, goal, ...visit.actionDetails] });
  expect(new Set(whole.map(({ id }) => id)).size).toBe(4);
  const part = await payloadsOf({ ...visit, actionDetails: [visit.actionDetails[0], goal] });
  expect(whole.map(({ id }) => id)).toEqual(expect.arrayContaining(part.map(({ id }) => id)));
  const other = await payloadsOf({ ...visit, idSite: '2' });
  expect(whole.map(({ id }) => id)).not.toContain(other[0]?.id);
  expect(whole.filter(({ name }) => name === 'goal')).toMatchObject([
    { properties: { goal: '1', goal_name: 'all', __revenue: '5' } },
    { properties: { goal: '1', goal_name: 'all', __revenue: '5' } },
  ]);
});

test('an order is the event that its page would send here; a cart that was left brings no revenue', async () => {
  const order = { type: 'ecommerceOrder', orderId: 'A-1', revenue: 20, itemDetails: [{ itemSKU: 's' }] };
  const cart = { type: 'ecommerceAbandonedCart', revenue: 12, items: '2', itemDetails: [] };
  const at = { timestamp: page.timestamp };
  const [bought, left] = await payloadsOf({
    ...visit,
    actionDetails: [
      { ...order, ...at },
      { ...cart, ...at },
    ],
  });
  expect(bought).toMatchObject({ name: 'purchase', properties: { order_id: 'A-1', __revenue: '20' } });
  expect(left).toMatchObject({ name: 'cart_update', properties: { value: 12 } });
  expect(left?.properties).not.toHaveProperty('__revenue');
  const again = await payloadsOf({ ...visit, idVisit: '9', actionDetails: [{ ...order, ...at }] });
  expect(again[0]?.id).toBe(bought?.id);
});

test('searches, downloads and links out are named as those of the tracker; the unknown place is none', async () => {
  const at = { timestamp: page.timestamp };
  const actions = [
    {
      type: 'search',
      siteSearchKeyword: 'sword',
      siteSearchCategory: null,
      siteSearchCount: '3',
      pageId: '1',
    },
    { type: 'download', url: 'https://example.com/a.zip', pageId: '2' },
    { type: 'outlink', url: 'https://other.example/', pageId: '3' },
  ];
  const facts = { countryCode: 'xx', city: null, deviceType: 'Phablet', deviceBrand: 'Unknown' };
  const payloads = await payloadsOf({
    ...visit,
    ...facts,
    actionDetails: actions.map((one) => ({ ...one, ...at })),
  });
  const visitor = { __ip: '', __userAgent: '', __device: 'mobile' };
  expect(payloads.map(({ name, properties }) => ({ name, properties }))).toEqual([
    { name: 'search', properties: { keyword: 'sword', category: undefined, count: 3, ...visitor } },
    { name: 'download', properties: { href: 'https://example.com/a.zip', ...visitor } },
    { name: 'link_out', properties: { href: 'https://other.example/', ...visitor } },
  ]);
});

test('an error of the API and a visit without actions are told apart', async () => {
  const error = { result: 'error', message: 'You must be logged in' };
  expect(await readingsOf(matomo, JSON.stringify(error))).toEqual(['unknown']);
  expect(await readingsOf(matomo, JSON.stringify([{ ...visit, actionDetails: [] }]))).toEqual([
    { leftOut: 'visit without an action that is taken' },
  ]);
});
