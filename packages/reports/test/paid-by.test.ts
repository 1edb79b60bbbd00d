import { firstPurchasesParameters, monetizationParameters } from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createReports, parseParameters } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { changeRow, eventRow } from './events.ts';

const project = { id: 'paid-by', timezone: 'Asia/Seoul' };
const now = Date.parse('2026-05-06T12:00:00+09:00');
let engine: Engine;

beforeAll(async () => {
  engine = await startEngine();
  const at = (time: string, profile_id: string, known: object = {}) =>
    eventRow({
      ...{ id: crypto.randomUUID(), project_id: project.id, name: 'visit', profile_id },
      ...{ timestamp: Date.parse(`2026-05-${time}+09:00`), ...known },
    });
  const launch = { name: 'screen_view', utm_campaign: 'launch' };
  await engine.insertEvents([
    // Ann came on a phone before she was known, and pays on her first, second and fourth day.
    at('01T23:30:00', '', { device_id: 'phone', session_id: 'a1', ...launch }),
    at('01T23:59:59', 'ann', { revenue: 1.5 }),
    at('02T00:00:00', 'ann', { revenue: 2.25, utm_campaign: 'spring' }),
    at('04T10:00:00', 'ann', { revenue: 4 }),
    // Bob came by the same campaign a day later, and pays nothing.
    at('02T10:00:00', 'bob', launch),
    // Cat is of another campaign; Dan, who only got money back, of none, and so is what nobody known paid.
    at('03T10:00:00', 'cat', { name: 'screen_view', utm_campaign: 'spring', revenue: 10 }),
    at('05T10:00:00', 'dan', { revenue: -3 }),
    at('05T11:00:00', '', { revenue: 0.5 }),
  ]);
  await engine.insertChanges([
    changeRow({
      ...{ id: crypto.randomUUID(), project_id: project.id, timestamp: now, kind: 'identify' },
      ...{ profile_id: 'ann', device_id: 'phone', traits: '{}' },
    }),
  ]);
});
afterAll(() => engine.close());

async function paidBy(input: object) {
  const parameters = parseParameters(monetizationParameters, {
    ...{ startDate: '2026-05-01', endDate: '2026-05-05', days: 4, breakdown: 'first.utm_campaign' },
    ...input,
  });
  const reports = createReports({ ...engine, now: () => now });
  return (await reports.monetization(project, parameters)).data.breakdown;
}

const spring = {
  ...{ name: 'spring', revenue: 10, payers: 1, active_users: 1, arppu: 10, payer_conversion: 100 },
  // The fourth day since Cat came is today.
  ltv: { size: 1, values: [10, 10, 10, null] },
};
const launch = {
  ...{ name: 'launch', revenue: 7.75, payers: 1, active_users: 2, arppu: 7.75, payer_conversion: 50 },
  // Bob's fourth day is over, too: 1.5, 3.75, 3.75 and 7.75 of Ann, for two.
  ltv: { size: 2, values: [0.75, 1.875, 1.875, 3.875] },
};
const none = {
  ...{ name: '', revenue: -2.5, payers: 0, active_users: 1, arppu: 0, payer_conversion: 0 },
  // What nobody known paid is nobody's lifetime value.
  ltv: { size: 1, values: [-3, null, null, null] },
};

test('revenue, payers and lifetime value are told by the campaign of the first visit, whatever came later', async () => {
  expect(await paidBy({})).toEqual([spring, launch, none]);
});

test('behind the limit all others are one row, whose people and amounts add up', async () => {
  expect(await paidBy({ limit: 1 })).toEqual([
    spring,
    {
      ...{ name: '(other)', rest: true, revenue: 5.25, payers: 1, active_users: 3 },
      ...{ arppu: 5.25, payer_conversion: expect.closeTo(100 / 3) },
      ltv: { size: 3, values: [-0.5, 1.875, 1.875, 3.875] },
    },
  ]);
});

test('a filter chooses what counts, and not what a person’s first visit was', async () => {
  const filters = { field: 'utm_campaign', op: 'is', value: 'spring' };
  expect(await paidBy({ filters })).toMatchObject([
    { name: 'spring', revenue: 10, payers: 1 },
    { name: 'launch', revenue: 2.25, payers: 1, active_users: 1, ltv: { size: 1 } },
  ]);
});

test('only what a person has once is told apart, and an unknown field is named', async () => {
  expect(() => parseParameters(monetizationParameters, { breakdown: 'country' })).toThrow(/first\.<field>/);
  await expect(paidBy({ breakdown: 'first.nothing' })).rejects.toThrow(/does not know the field nothing/);
});

test('products of first purchases are those that most people began with, however they are called', async () => {
  const of = 'first-products';
  const pay = (profile_id: string, product: string) =>
    eventRow({
      ...{ id: crypto.randomUUID(), project_id: of, name: 'pay', profile_id, revenue: 1 },
      ...{ timestamp: Date.parse('2026-05-05T10:00:00+09:00'), properties: { product } },
    });
  await engine.insertEvents([pay('ann', 'a'), pay('bob', 'z'), pay('cat', 'z'), pay('dan', 'm')]);
  const parameters = parseParameters(firstPurchasesParameters, {
    ...{ startDate: '2026-05-01', endDate: '2026-05-05', limit: 2 },
  });
  const reports = createReports({ ...engine, now: () => now });
  const { products } = (await reports.firstPurchases({ ...project, id: of }, parameters)).data;
  expect(products.map(({ name, payers }) => [name, payers])).toEqual([
    ['z', 2],
    ['a', 1],
  ]);
});
