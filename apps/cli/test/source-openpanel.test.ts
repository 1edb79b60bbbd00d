import { expect, test } from 'vitest';
import { openpanel } from '../src/sources/openpanel.ts';
import { payloadOf, readingsOf } from './read-source.ts';

// As ClickHouse 26.7 wrote them, of a table with OpenPanel's columns: text in a map has escapes of its own in CSV.
const row = String.raw`{"id":"018f3c1e-7c1a-7cc0-8d53-1f0f5a3b9b03","name":"level_up","sdk_name":"web","device_id":"dev-1","profile_id":"user-1","project_id":"shop","session_id":"se-1","groups":["guild-1"],"path":"\/shop","origin":"https:\/\/example.com","referrer":"","revenue":499,"duration":0,"properties":{"level":"12","won":"true","code":"007","steam":"76561198012345678","note":"it's \"a, b\" \\ c\nd","__hash":"#top"},"created_at":"2026-10-05 08:01:00.000","country":"\u0000\u0000","city":"","os":"","device":"server","imported_at":null,"inserted_at":"2026-10-05 08:01:00.000"}`;
const csv =
  String.raw`"id","name","sdk_name","device_id","profile_id","project_id","session_id","groups","path","origin","referrer","revenue","duration","properties","created_at","country","city","os","device","imported_at","inserted_at"
"018f3c1e-7c1a-7cc0-8d53-1f0f5a3b9b03","level_up","web","dev-1","user-1","shop","se-1","['guild-1']","/shop","https://example.com","",499,0,"{'level':'12','won':'true','code':'007','steam':'76561198012345678','note':'it\'s ""a, b"" \\ c\nd','__hash':'#top'}","2026-10-05 08:01:00.000","ZERO","","","server",\N,"2026-10-05 08:01:00.000"
`.replace('ZERO', '\0\0');
const answer = JSON.stringify({
  meta: { count: 1, totalCount: 1, pages: 1, current: 1 },
  data: [
    {
      ...{ id: '018f3c1e-7c1a-7cc0-8d53-1f0f5a3b9b03', name: 'level_up', deviceId: 'dev-1' },
      ...{ profileId: 'user-1', sessionId: 'se-1', projectId: 'shop', path: '/shop', sdkName: 'web' },
      ...{ origin: 'https://example.com', referrer: '', revenue: 499, groups: ['guild-1'], duration: 0 },
      ...{ createdAt: '2026-10-05T08:01:00.000Z', country: '\0\0', city: '', device: 'server' },
      properties: {
        ...{ level: '12', won: 'true', code: '007', steam: '76561198012345678' },
        ...{ note: 'it\'s "a, b" \\ c\nd', __hash: '#top' },
      },
    },
  ],
});

test.each([
  ['JSONEachRow', row],
  ['CSVWithNames', csv],
  ['an answer of the export API', answer],
])('an event in %s is read with its types, its own id and the revenue of its column', async (_, text) => {
  const [reading, ...others] = await readingsOf(openpanel, text);
  expect(others).toEqual([]);
  expect(reading).toEqual({
    notTaken: ['sdk_name'],
    messages: [
      {
        type: 'track',
        payload: {
          ...{ id: '018f3c1e-7c1a-7cc0-8d53-1f0f5a3b9b03', name: 'level_up', deviceId: 'dev-1' },
          ...{ profileId: 'user-1', sessionId: 'se-1', path: 'https://example.com/shop#top' },
          ...{ timestamp: expect.stringMatching(/^2026-10-05[ T]08:01:00\.000Z?$/), groups: ['guild-1'] },
          referrer: undefined,
          properties: {
            ...{ level: 12, won: true, code: '007', steam: '76561198012345678' },
            ...{
              note: 'it\'s "a, b" \\ c\nd',
              __revenue: 499,
              __ip: '',
              __userAgent: '',
              __device: 'server',
            },
          },
        },
      },
    ],
  });
});

test('whoever has the id of the device is not identified, also without a device', async () => {
  const event = JSON.parse(row);
  const profilesOf = async (device_id: string, profile_id: string) => {
    const [reading] = await readingsOf(openpanel, JSON.stringify({ ...event, device_id, profile_id }));
    return payloadOf(reading);
  };
  expect(await profilesOf('dev-1', 'dev-1')).toMatchObject({ deviceId: 'dev-1', profileId: undefined });
  expect(await profilesOf('', 'user-1')).toMatchObject({ deviceId: undefined, profileId: 'user-1' });
  expect(await profilesOf('', '')).toMatchObject({ deviceId: undefined, profileId: undefined });
});

test('a profile comes with its own traits; what its last event said of the device is none, and nobody known is nobody', async () => {
  const profile = {
    ...{ id: 'user-1', is_external: true, first_name: 'Ada', last_name: '', email: 'ada@example.com' },
    ...{ avatar: '', project_id: 'shop', created_at: '2026-10-05 08:02:00.000' },
    properties: { plan: 'pro', coins: '5', 'address.city': 'Busan', country: 'KR', os_version: '10' },
  };
  const [known, device] = await readingsOf(
    openpanel,
    `${JSON.stringify(profile)}\n${JSON.stringify({ ...profile, id: 'dev-1', is_external: false })}`,
  );
  expect(known).toMatchObject({
    notTaken: [],
    messages: [
      {
        type: 'identify',
        payload: {
          ...{ timestamp: '2026-10-05 08:02:00.000', profileId: 'user-1' },
          properties: {
            ...{ firstName: 'Ada', email: 'ada@example.com', plan: 'pro', coins: 5, 'address.city': 'Busan' },
          },
        },
      },
    ],
  });
  expect(Object.keys(Object(payloadOf(known).properties))).toHaveLength(5);
  expect(device).toEqual({ leftOut: 'profile of a device' });
});
