import { expect, test } from 'vitest';
import { ga4 } from '../src/sources/ga4.ts';
import { gameanalytics } from '../src/sources/gameanalytics.ts';
import type { ImportSource, Reading } from '../src/sources/source.ts';
import { readingsOf } from './read-source.ts';

async function messagesOf(source: ImportSource, ...rows: object[]) {
  const readings = await readingsOf(source, rows.map((row) => JSON.stringify(row)).join('\n'));
  return readings.flatMap((reading) => [...(reading as Extract<Reading, { messages: unknown }>).messages]);
}
const parameter = (key: string, value: object) => ({ key, value });
const row = {
  ...{ event_name: 'level_up', event_timestamp: '1791187200120999', user_pseudo_id: 'app-1', stream_id: '5' },
  ...{ event_bundle_sequence_id: '7', event_params: [parameter('level', { int_value: '12' })] },
};

test('parameters keep their types; digits that no number keeps stay text', async () => {
  const event_params = [
    parameter('whole', { int_value: '12' }),
    parameter('id', { int_value: '9007199254740993' }),
    parameter('share', { double_value: 0.25 }),
    parameter('text', { string_value: '7' }),
    parameter('none', {}),
    parameter('zero', { int_value: '0', string_value: null }),
  ];
  const [message] = await messagesOf(ga4, { ...row, event_params });
  expect(message?.payload).toMatchObject({ timestamp: 1_791_187_200_120, deviceId: 'app-1' });
  expect(message?.payload.properties).toEqual({
    ...{ whole: 12, id: '9007199254740993', share: 0.25, text: '7', zero: 0 },
    ...{ __ip: '', __userAgent: '' },
  });
});

test('the same row twice is two events with ids of their own, and the same two the next time', async () => {
  const idsOf = async (...rows: object[]) =>
    (await messagesOf(ga4, ...rows)).map(({ payload: { id } }) => id);
  const first = await idsOf(row, row, { ...row, batch_event_index: '2' });
  expect(new Set(first).size).toBe(3);
  expect(await idsOf(row, row, { ...row, batch_event_index: '2' })).toEqual(first);
  const played = { arrival_ts: 1, data: { category: 'design', event_id: 'a:b', client_ts: 1_791_187_200 } };
  const games = (await messagesOf(gameanalytics, played, { ...played, arrival_ts: 2 })).map(
    ({ payload: { id } }) => id,
  );
  expect(new Set(games).size).toBe(2);
});

test('traits are said once, and again when they change', async () => {
  const plan = (value: string) => ({
    ...row,
    user_id: 'u-1',
    user_properties: [parameter('plan', { string_value: value })],
  });
  const messages = await messagesOf(ga4, plan('free'), plan('free'), plan('pro'), {
    ...plan('pro'),
    user_id: null,
  });
  const traits = messages.filter(({ type }) => type === 'identify');
  expect(traits.map(({ payload: { profileId, properties } }) => [profileId, properties])).toEqual([
    ['u-1', { plan: 'free' }],
    ['u-1', { plan: 'pro' }],
  ]);
});

test.each([
  ['millionths of dollars', 4.99, 4_990_000, 4.99],
  ['millionths of won', 4.99, 6_900_000_000, 6_900],
  ['millionths of dinars, the dearest', 10, 3_070_000, 3.07],
  ['won', 4.99, 6_900, 6_900],
  ['dong, of which a dollar has the most', 4.99, 126_000, 126_000],
  ['dollars', 4.99, 4.99, 4.99],
])('a purchase in %s', async (_, dollars, sent, revenue) => {
  const value = Number.isInteger(sent) ? { int_value: String(sent) } : { double_value: sent };
  const [message] = await messagesOf(ga4, {
    ...row,
    ...{
      event_name: 'in_app_purchase',
      event_value_in_usd: dollars,
      event_params: [parameter('value', value)],
    },
  });
  expect(message?.payload.properties).toMatchObject({ __revenue: revenue });
});

test('a campaign is what was sent, not what Google made of a referrer', async () => {
  const campaignOf = async (source: object) => {
    const [message] = await messagesOf(ga4, { ...row, collected_traffic_source: source });
    return Object(message?.payload.properties).__query;
  };
  const sent = { manual_source: 'news', manual_medium: 'email', manual_campaign_name: 'autumn' };
  expect(await campaignOf(sent)).toMatchObject({ utm_source: 'news', utm_campaign: 'autumn' });
  expect(await campaignOf({ manual_source: 'google', manual_medium: 'organic' })).toBeUndefined();
  expect(await campaignOf({ manual_source: null })).toBeUndefined();
});

test('a category of GameAnalytics that nobody knows is left out by its name, and costs its neighbours nothing', async () => {
  const data = { category: 'dance', client_ts: 1_791_187_200, user_id: 'd' };
  expect(await readingsOf(gameanalytics, JSON.stringify({ data }))).toEqual([
    { leftOut: 'category dance is not known' },
  ]);
});
