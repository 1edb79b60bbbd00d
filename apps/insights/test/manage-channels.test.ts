import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Headers, type Manage, startManage } from './manage-fixture.ts';

let manage: Manage;
let path: string;
let root: Headers;
let projectId: string;

beforeAll(async () => {
  manage = await startManage();
  ({ projectId, path, root } = await manage.newProject());
  await manage.metadata.members.add({ projectId, userId: 'editor', role: 'editor' });
});
afterAll(() => manage.close());

const create = (settings: object, headers = root) =>
  manage.ask('POST', `${path}/channels`, headers, { name: 'C', settings });

describe('what is secret of a channel is never shown again', () => {
  test('a webhook’s secret is made, and shown once', async () => {
    const { status, data } = await create({ kind: 'webhook', url: 'https://example.com/hook' });
    expect([status, data.settings]).toEqual([201, { kind: 'webhook', url: 'https://example.com/hook' }]);
    expect(data.secret).toMatch(/^gws_.{40,}$/);
    expect((await manage.metadata.channels.get(data.id))?.settings).toMatchObject({ secret: data.secret });
    const again = await manage.ask('GET', `${path}/channels/${data.id}`, root);
    expect(JSON.stringify(again.body)).not.toContain(data.secret);
    const other = 'https://example.com/other';
    const moved = await manage.ask('PATCH', `${path}/channels/${data.id}`, root, {
      settings: { url: other },
    });
    expect(moved.data.settings.url).toBe(other);
    expect((await manage.metadata.channels.get(data.id))?.settings).toMatchObject({ secret: data.secret });
  });

  test('a chat’s address is its key', async () => {
    const { data } = await create({ kind: 'slack', url: 'https://hooks.slack.com/services/T0/B0/key' });
    expect(data.settings).toEqual({ kind: 'slack', url: 'https://hooks.slack.com/…', language: 'en' });
  });

  test('a token does not go to another address than it was given for', async () => {
    const settings = { kind: 'gatrix-signal', url: 'https://gatrix.test', endpoint: 'off', token: 'tok' };
    const { data } = await create(settings);
    expect(JSON.stringify(data)).not.toContain('tok"');
    const url = `${path}/channels/${data.id}`;
    const moved = await manage.ask('PATCH', url, root, { settings: { url: 'https://other.test' } });
    expect([moved.status, moved.body.error.details[0].field]).toEqual([400, 'settings.token']);
    const changed = await manage.ask('PATCH', url, root, { settings: { endpoint: 'on' } });
    expect(changed.data.settings).toEqual({
      kind: 'gatrix-signal',
      url: 'https://gatrix.test',
      endpoint: 'on',
    });
  });
});

test.each([
  [{ kind: 'pigeon' }, 'settings.kind'],
  [{ kind: 'mail', to: [] }, 'settings.to'],
  [{ kind: 'mail', to: ['nobody'] }, 'settings.to.0'],
  [{ kind: 'slack', url: 'ftp://example.com' }, 'settings.url'],
  [{ kind: 'webhook', url: 'https://user:pass@example.com' }, 'settings.url'],
  [{ kind: 'webhook', url: 'https://example.com', secret: 'short' }, 'settings.secret'],
  [{ kind: 'gatrix-signal', url: 'https://g.test', endpoint: '../x', token: 't' }, 'settings.endpoint'],
  [{ kind: 'teams', url: 'https://example.com', extra: 1 }, 'settings.extra'],
])('%j is wrong at %s', async (settings, field) => {
  const { status, body } = await create(settings);
  expect([status, body.error.details?.[0]?.field]).toEqual([400, field]);
});

test('a test message is a delivery, which is listed in pages and replayed once it is over', async () => {
  const { id } = (await create({ kind: 'webhook', url: 'https://example.com' })).data;
  const sent: string[] = [];
  for (let more = 3; more > 0; more -= 1) {
    const { status, data } = await manage.ask('POST', `${path}/channels/${id}/test`, root);
    expect([status, data.status, data.message.type]).toEqual([201, 'pending', 'test']);
    sent.push(data.id);
  }
  const list = `${path}/deliveries?channelId=${id}`;
  const all = (await manage.ask('GET', list, root)).data.map((one: { id: string }) => one.id);
  expect([...all].sort()).toEqual([...sent].sort());
  const rest = await manage.ask('GET', `${list}&limit=2&cursor=${all[0]}`, root);
  expect(rest.data.map((one: { id: string }) => one.id)).toEqual(all.slice(1));
  const [first = ''] = sent;
  const replay = () => manage.ask('POST', `${path}/deliveries/${first}/replay`, root);
  expect((await replay()).status).toBe(409);
  const begun = await manage.metadata.deliveries.begin(first, 1_000);
  const end = { status: 'failed', answerStatus: 500, answer: 'no', retryAt: null } as const;
  if (begun) await manage.metadata.deliveries.end(begun, end);
  const failed = (await manage.ask('GET', `${path}/deliveries?status=failed`, root)).data;
  expect(failed).toMatchObject([{ id: first, answerStatus: 500, answer: 'no', attempts: 1, dueAt: null }]);
  expect((await replay()).data).toMatchObject({ status: 'pending', finishedAt: null });
  expect((await manage.ask('GET', `${path}/deliveries?cursor=nowhere`, root)).status).toBe(400);
});

test('editors use channels, admins make them; one that an alert tells is not deleted', async () => {
  const { id } = (await create({ kind: 'mail', to: ['a@example.com'] })).data;
  const editor = await manage.as('editor');
  expect((await manage.ask('GET', `${path}/channels/${id}`, editor)).status).toBe(200);
  expect((await create({ kind: 'mail', to: ['a@example.com'] }, editor)).status).toBe(403);
  expect((await manage.ask('POST', `${path}/channels/${id}/test`, editor)).status).toBe(403);
  for (const list of ['channels', 'deliveries']) {
    expect(
      (await manage.ask('GET', `${path}/${list}`, await manage.newClient(projectId, 'read'))).status,
    ).toBe(403);
  }
  const saved = { name: 'Overview', report: 'metrics', query: {} };
  const report = (await manage.ask('POST', `${path}/saved-reports`, editor, saved)).data;
  const alert = {
    ...{ name: 'A', interval: 'day', watch: { savedReportId: report.id, figure: 'total_events' } },
    condition: { kind: 'threshold', op: 'gt', value: 1 },
  };
  const wrong = await manage.ask('POST', `${path}/alerts`, editor, { ...alert, channels: ['nowhere'] });
  expect([wrong.status, wrong.body.error.details[0].field]).toEqual([400, 'channels.0']);
  const made = await manage.ask('POST', `${path}/alerts`, editor, { ...alert, channels: [id] });
  expect([made.status, made.data.channels]).toEqual([201, [id]]);
  const used = await manage.ask('DELETE', `${path}/channels/${id}`, root);
  expect([used.status, used.body.error.details[0].field]).toEqual([409, `alert.${made.data.id}`]);
  await manage.ask('PATCH', `${path}/alerts/${made.data.id}`, editor, { channels: [] });
  expect((await manage.ask('DELETE', `${path}/channels/${id}`, root)).status).toBe(200);
  const other = await manage.newProject('stranger');
  const { data } = await create({ kind: 'mail', to: ['a@example.com'] });
  expect((await manage.ask('GET', `${other.path}/channels/${data.id}`, other.root)).status).toBe(404);
});
