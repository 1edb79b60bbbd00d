import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Headers, type Manage, startManage } from './manage-fixture.ts';

let manage: Manage;
beforeAll(async () => {
  manage = await startManage();
});
afterAll(() => manage.close());

let path: string;
let root: Headers;
let token: { readonly id: string; readonly token: string };
beforeEach(async () => {
  ({ path, root } = await manage.newProject());
  token = await newToken('inbox');
});

const newToken = async (kind: string) =>
  (await manage.ask('POST', `${path}/tokens`, root, { name: 'Gatrix', kind })).data;
const notes = async () => (await manage.ask('GET', `${path}/annotations`, root)).data;
const post = (payload: unknown, to = token.token, query = '') =>
  manage.ask('POST', `/hooks/gatrix/${to}${query}`, {}, payload as object);

/** As the add-on sends it. */
const sent = (event: object = {}, timestamp = Date.now()) => ({
  event: {
    type: 'feature_flag_environment_disabled',
    createdBy: 'Mina',
    createdByUserId: 7,
    environmentId: 'production',
    createdAt: '2026-11-20T03:00:00.000Z',
    data: { id: 'f1', flagName: 'new_shop', isEnabled: false },
    preData: { id: 'f1', flagName: 'new_shop', isEnabled: true },
    ...event,
  },
  timestamp,
});

test('a flag that is switched becomes a note at its time, and stands in the audit log', async () => {
  const { status, data } = await post(sent());
  const [note, ...more] = await notes();
  expect([status, data, more]).toEqual([200, { noted: true, reason: null, annotationId: note.id }, []]);
  expect(note).toMatchObject({
    at: '2026-11-20T03:00:00.000Z',
    text: 'Flag new_shop: switched off (production) · Mina',
    createdBy: token.id,
  });
  const [entry] = (await manage.ask('GET', `${path}/audit-log`, root)).data;
  expect(entry).toMatchObject({
    actor: `token:${token.id}`,
    action: 'noteGatrixEvent',
    subject: `annotationId=${note.id} type=feature_flag_environment_disabled`,
  });
});

const only = { createdBy: undefined, environmentId: undefined, preData: undefined };
test.each([
  [{ ...only, type: 'feature_flag_created' }, 'Flag new_shop: created'],
  [{ ...only, type: 'feature_flag.updated', data: { flagKey: 'k' } }, 'Flag k: changed'],
  [{ type: 'feature_flag_updated' }, 'Flag new_shop: switched off (production) · Mina'],
  [
    {
      ...only,
      type: 'feature_flag_updated',
      data: { flagName: 'f', isEnabled: true, oldValues: { isEnabled: false } },
    },
    'Flag f: switched on',
  ],
  [{ ...only, type: 'feature_flag_deleted', data: null, preData: { flagName: 'f' } }, 'Flag f: deleted'],
  [{ ...only, type: 'feature_flag_strategy_added', data: {} }, 'Flag: strategy added'],
  [{ ...only, type: 'release_flow_started', data: { flowName: 'Winter' } }, 'Release Winter: begun'],
  [{ ...only, type: 'release_flow_milestone_reached', data: {} }, 'Release: milestone reached'],
  [{ ...only, type: 'change_request_executed', data: { title: 'Sale' } }, 'Change request Sale: carried out'],
  [{ ...only, type: 'game_world_maintenance_on', data: { worldId: 'kr-1' } }, 'Maintenance kr-1: begun'],
  [
    { ...only, type: 'client_version_maintenance_off', data: { clientVersion: '1.2.0' } },
    'Maintenance 1.2.0: ended',
  ],
  [
    { ...only, type: 'client_version_created', data: { platform: 'ios', clientVersion: '1.2.0' } },
    'Client version ios 1.2.0: created',
  ],
  [{ ...only, environment: 'qa', data: { flagName: 'a\n\0b' } }, 'Flag a b: switched off (qa)'],
])('%j is noted as %j', async (event, text) => {
  expect((await post(sent(event))).data.noted).toBe(true);
  expect((await notes())[0].text).toBe(text);
});

test('is written in the language that the address asks for', async () => {
  await post(sent(), token.token, '?language=ko');
  await post(
    sent({ type: 'game_world_maintenance_on', data: { name: '서버 1' } }),
    token.token,
    '?language=zh',
  );
  const texts = (await notes()).map((note: { text: string }) => note.text);
  expect(texts.sort()).toEqual([
    '维护 서버 1: 开始 (production) · Mina',
    '플래그 new_shop: 꺼짐 (production) · Mina',
  ]);
  const wrong = await post(sent(), token.token, '?language=fr');
  expect([wrong.status, wrong.body.error.details[0].field]).toEqual([400, 'language']);
});

describe('each event is noted once', () => {
  test('also where it comes twenty times at once, at another time, or with its fields in another order', async () => {
    const { event } = sent();
    const reversed = Object.fromEntries(Object.entries(event).reverse());
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        post({ event: index % 2 ? event : reversed, timestamp: index }),
      ),
    );
    expect(answers.filter(({ data }) => data.noted)).toHaveLength(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await post(sent())).data).toEqual({ noted: false, reason: 'repeated', annotationId: null });
    expect(await notes()).toHaveLength(1);
    // Through a second token of the project, too.
    expect((await post(sent(), (await newToken('inbox')).token)).data.reason).toBe('repeated');
  });

  test('by its id where it has one, else by all that it says', async () => {
    for (const event of [
      { id: 'e1' },
      { id: 'e1', createdAt: '2026-11-20T04:00:00Z' },
      { id: 'e2' },
      {},
      { createdAt: '2026-11-20T03:00:00.001Z' },
      { data: { flagName: 'new_shop', isEnabled: false } },
    ])
      expect((await post(sent(event))).status).toBe(200);
    expect((await post({ id: 'e1', ...sent() })).data.reason).toBe('repeated');
    expect(await notes()).toHaveLength(5);
    const other = await manage.newProject();
    const made = await manage.ask('POST', `${other.path}/tokens`, other.root, { name: 'n', kind: 'inbox' });
    expect((await post(sent({ id: 'e1' }), made.data.token)).data.noted).toBe(true);
  });

  test('a note that somebody deleted does not come back', async () => {
    const { annotationId } = (await post(sent())).data;
    expect((await manage.ask('DELETE', `${path}/annotations/${annotationId}`, root)).status).toBe(200);
    expect((await post(sent())).data.noted).toBe(false);
    expect(await notes()).toEqual([]);
  });
});

test.each(['user_login', 'feature_segment_created', 'integration_test', 'change_request_created', 'x'])(
  '%s is answered 200, and is no note',
  async (type) => {
    const { status, data } = await post(sent({ type }));
    expect([status, data]).toEqual([200, { noted: false, reason: 'unknown_type', annotationId: null }]);
    expect(await notes()).toEqual([]);
  },
);

const nested = (depth: number) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
test.each([
  [{}, 'event'],
  [[], ''],
  [{ event: 'x' }, 'event'],
  [sent({ type: undefined }), 'event.type'],
  [sent({ type: 'x'.repeat(101) }), 'event.type'],
  [sent({ createdAt: 'yesterday' }), 'event.createdAt'],
  [sent({ createdAt: -1 }), 'event.createdAt'],
  [sent({ createdAt: 1e16 }), 'event.createdAt'],
  [{ event: { type: 'feature_flag_created' } }, 'event.createdAt'],
  [{ ...sent(), timestamp: true }, 'timestamp'],
  [sent({ createdBy: {} }), 'event.createdBy'],
  [sent({ environmentId: ['a'] }), 'event.environmentId'],
  [sent({ data: 'x' }), 'event.data'],
  [sent({ preData: [1] }), 'event.preData'],
  [sent({ id: {} }), 'event.id'],
  [sent({ data: { deep: nested(101) } }), 'event'],
])('a wrong body is 400 with the field (%#)', async (payload, field) => {
  const { status, body } = await post(payload);
  expect([status, body.error?.details[0]?.field]).toEqual([400, field]);
  expect(await notes()).toEqual([]);
});

test.each([
  [
    'nesting of any depth',
    `{"event":{"type":"x","createdAt":1,"data":{"a":${'['.repeat(90_000)}${']'.repeat(90_000)}}}}`,
  ],
  ['a prototype', '{"event":{"type":"flag_created","createdAt":1,"data":{"__proto__":{"flagName":"x"}}}}'],
  ['no JSON', '{"event":'],
])('%s is 400 as well', async (_, payload) => {
  const headers = { 'content-type': 'application/json' };
  const url = `/hooks/gatrix/${token.token}`;
  const { statusCode } = await manage.app.inject({ method: 'POST', url, headers, payload });
  expect(statusCode).toBe(400);
  expect(await notes()).toEqual([]);
});

describe('the token', () => {
  test('that is wrong, revoked or for something else is 404, whatever comes with it', async () => {
    const revoked = await newToken('inbox');
    await manage.ask('DELETE', `${path}/tokens/${revoked.id}`, root);
    const gauges = await newToken('gauges');
    const wrong = [revoked.token, gauges.token, `${token.token}x`, token.id, '%20', 'x'.repeat(3_000)];
    const answers = await Promise.all([
      ...wrong.map((one) => post(sent(), one)),
      post({}, 'x'),
      ...['no json', 'x'.repeat(300_000)].map(async (payload) => {
        const headers = { 'content-type': 'application/json' };
        const url = '/hooks/gatrix/x';
        const response = await manage.app.inject({ method: 'POST', url, headers, payload });
        return { status: response.statusCode, body: response.json() };
      }),
    ]);
    expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(404);
    expect(await notes()).toEqual([]);
  });

  test('takes bodies up to 256 KiB, and 300 a minute', async () => {
    const filled = (size: number) => sent({ type: 'x', data: { text: 'x'.repeat(size) } });
    expect((await post(filled(250_000))).status).toBe(200);
    expect((await post(filled(270_000))).status).toBe(413);
    const statuses: number[] = [];
    for (let count = 2; count < 302; count += 1) statuses.push((await post(sent({ type: 'x' }))).status);
    expect([statuses.indexOf(429), statuses.at(-1)]).toEqual([298, 429]);
    expect((await post(sent(), (await newToken('inbox')).token)).data.noted).toBe(true);
  });
});
