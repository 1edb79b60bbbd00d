import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Headers, type Manage, startManage } from './manage-fixture.ts';

let manage: Manage;
let projectId: string;
let path: string;
let root: Headers;

beforeAll(async () => {
  manage = await startManage();
  ({ projectId, path, root } = await manage.newProject());
  await manage.insertEvent(projectId, 'ann');
  await manage.insertEvent(projectId, 'bob');
});
afterAll(() => manage.close());

const onlyAnn = { filters: { field: 'profile_id', op: 'is', value: 'ann' } };
const metrics = { report: 'metrics', query: onlyAnn };

async function share(more: object = {}) {
  const body = { name: 'For the board', questions: [metrics], ...more };
  return manage.ask('POST', `${path}/share-links`, root, body);
}
const open = (token: string, body?: object) => manage.ask('POST', `/insights/shared/${token}`, {}, body);

describe('a share link', () => {
  test('answers its own questions to whoever has it, and nothing else', async () => {
    const { status, data } = await share();
    expect(status).toBe(201);
    const { token } = data;
    const about = await manage.ask('GET', `/insights/shared/${token}`, {});
    expect(about.data).toEqual({ name: 'For the board', needsPassword: false });
    const { data: shown } = await open(token);
    expect(shown.answers).toHaveLength(1);
    expect(shown.answers[0]).toMatchObject({ ...metrics, data: { total_events: 1 } });
    // What it was not made with is refused.
    const more = await open(token, { questions: [{ report: 'metrics', query: {} }] });
    expect([more.status, more.body.error.details]).toEqual([
      400,
      [{ field: 'questions', message: 'is not known here' }],
    ]);
    const asked = await manage.ask('POST', `/insights/shared/${token}?filters=%7B%22and%22%3A%5B%5D%7D`, {});
    expect([asked.status, asked.body.error.details]).toEqual([
      400,
      [{ field: 'filters', message: 'belongs in the body' }],
    ]);
    for (const headers of [{ authorization: `Bearer ${token}` }, { 'openpanel-client-secret': token }]) {
      for (const url of [`/insights/${projectId}/metrics`, `/insights/${projectId}/events`, path]) {
        expect((await manage.ask('GET', url, headers as Headers)).status, url).toBe(401);
      }
    }
  });

  test('is of figures only: events and people cannot be shared', async () => {
    for (const report of [
      'events',
      'sessions',
      'profiles',
      'profile',
      'funnelUsers',
      'segmentMembers',
      'nope',
    ]) {
      const { status, body } = await share({ questions: [{ report, query: {} }] });
      expect([status, body.error.details[0].field], report).toEqual([400, 'questions.0.report']);
    }
    const wrong = await share({
      questions: [metrics, { report: 'breakdown', query: { dimension: 'nope' } }],
    });
    expect([wrong.status, wrong.body.error.details[0].field]).toEqual([400, 'questions.1.query.dimension']);
  });

  test('with a password needs it, and can be tried only so often', async () => {
    expect((await share({ password: 'short' })).body.error.details[0].field).toBe('password');
    const { data } = await share({ password: 'correct horse' });
    expect(JSON.stringify(data)).not.toContain('horse');
    const { token } = data;
    expect((await manage.ask('GET', `/insights/shared/${token}`, {})).data.needsPassword).toBe(true);
    expect((await open(token)).status).toBe(401);
    expect((await open(token, { password: 'wrong' })).status).toBe(401);
    expect((await open(token, { password: 'correct horse' })).status).toBe(200);
    const tries = [];
    for (let i = 0; i < 11; i += 1) tries.push((await open(token, { password: `guess ${i}` })).status);
    expect(tries).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
    const late = await manage.app.inject({
      ...{ method: 'POST', url: `/insights/shared/${token}` },
      payload: { password: 'correct horse' },
    });
    expect(late.statusCode).toBe(429);
    const wait = Number(late.headers['retry-after']);
    expect([wait > 890, wait <= 900], late.headers['retry-after'] as string).toEqual([true, true]);
    const other = (await share({ password: 'correct horse' })).data.token;
    expect((await open(other, { password: 'correct horse' })).status).toBe(200);
  });

  test('ends when it expires or is revoked, and then is as one that never was', async () => {
    const never = await open('gxs_nothing');
    // None can be made that has ended already; this one did since.
    const { metadata } = manage;
    const ofPast = { projectId, name: 'Past', questions: [metrics], createdBy: null };
    const past = await metadata.shareLinks.create({ ...ofPast, expiresAt: Date.now() - 1 });
    const { id, token } = (await share({ expiresAt: '2100-01-01T00:00:00Z' })).data;
    expect((await open(token)).status).toBe(200);
    const revoked = await manage.ask('DELETE', `${path}/share-links/${id}`, root);
    expect(revoked.data.revokedAt).not.toBeNull();
    for (const ended of [past.token, token]) {
      const answer = await open(ended);
      expect([answer.status, answer.body]).toEqual([404, never.body]);
    }
  });

  test('is listed with its visits, and never with its token', async () => {
    const { id, token } = (await share({ name: 'Counted' })).data;
    await open(token);
    await open(token);
    const visits = (await manage.ask('GET', `${path}/share-links/${id}/visits`, await manage.as('viewer')))
      .data;
    expect(visits).toEqual([
      { at: expect.any(String), userAgent: 'lightMyRequest' },
      { at: expect.any(String), userAgent: 'lightMyRequest' },
    ]);
    const { body } = await manage.ask('GET', `${path}/share-links`, root);
    expect(JSON.stringify(body)).toContain('Counted');
    expect(JSON.stringify(body)).not.toContain(token);
    const stranger = await manage.newProject('stranger');
    expect((await manage.ask('GET', `${stranger.path}/share-links/${id}/visits`, stranger.root)).status).toBe(
      404,
    );
    expect((await manage.ask('DELETE', `${stranger.path}/share-links/${id}`, stranger.root)).status).toBe(
      404,
    );
  });
});

describe('roles', () => {
  test('an editor changes what is saved, and nothing of the project', async () => {
    await manage.ask('PUT', `${path}/members/eve`, root, { role: 'editor' });
    const eve = await manage.as('eve');
    const saved = { name: 'x', report: 'funnel', query: {} };
    expect((await manage.ask('POST', `${path}/saved-reports`, eve, saved)).status).toBe(201);
    const segment = { name: 'x', definition: { did: true } };
    expect((await manage.ask('POST', `/insights/${projectId}/segments`, eve, segment)).status).toBe(201);
    const link = { name: 'x', questions: [metrics] };
    expect((await manage.ask('POST', `${path}/share-links`, eve, link)).status).toBe(201);
    expect((await manage.ask('PATCH', path, eve, { name: 'Mine' })).status).toBe(403);
    expect((await manage.ask('POST', `${path}/clients`, eve, { name: 'c', type: 'read' })).status).toBe(403);
    expect((await manage.ask('PUT', `${path}/members/eve`, eve, { role: 'admin' })).status).toBe(403);
    expect((await manage.ask('POST', `${path}/invitations`, eve, { role: 'viewer' })).status).toBe(403);
    expect((await manage.ask('GET', `${path}/audit-log`, eve)).status).toBe(403);
  });

  test('an invitation makes one user a member, and takes no role away', async () => {
    const made = await manage.ask('POST', `${path}/invitations`, root, { role: 'editor' });
    expect(made).toMatchObject({ status: 201, data: { role: 'editor', acceptedBy: null } });
    const { token } = made.data;
    expect((await manage.ask('POST', '/manage/invitations/accept', root, { token })).status).toBe(403);
    const accepted = await manage.ask('POST', '/manage/invitations/accept', await manage.as('newcomer'), {
      token,
    });
    expect(accepted.data).toEqual({ projectId, role: 'editor' });
    expect((await manage.ask('GET', path, await manage.as('newcomer'))).data.role).toBe('editor');
    const again = await manage.ask('POST', '/manage/invitations/accept', await manage.as('thief'), { token });
    expect(again.status).toBe(404);
    const forAdmin = (await manage.ask('POST', `${path}/invitations`, root, { role: 'viewer' })).data;
    const admin = await manage.as('admin');
    const kept = await manage.ask('POST', '/manage/invitations/accept', admin, { token: forAdmin.token });
    expect(kept.data.role).toBe('admin');
    const back = (await manage.ask('POST', `${path}/invitations`, root, { role: 'viewer' })).data;
    await manage.ask('DELETE', `${path}/invitations/${back.id}`, root);
    const late = await manage.ask('POST', '/manage/invitations/accept', await manage.as('late'), {
      token: back.token,
    });
    expect(late.status).toBe(404);
    expect(JSON.stringify((await manage.ask('GET', `${path}/invitations`, root)).body)).not.toContain('gxs_');
  });
});

test('every change is in the audit log: who, what and when; what was refused is not', async () => {
  const own = await manage.newProject('owner');
  const owner = await manage.as('owner');
  await manage.ask('PUT', `${own.path}/members/zoe`, owner, { role: 'viewer' });
  await manage.ask('PATCH', own.path, await manage.as('viewer'), { name: 'refused' });
  const client = (await manage.ask('POST', `${own.path}/clients`, owner, { name: 'c', type: 'read' })).data;
  await manage.ask('POST', `/manage/clients/${client.id}/rotate`, own.root);
  const { data } = await manage.ask('GET', `${own.path}/audit-log`, owner);
  const seen = data.map(({ actor, action, subject }: Record<string, string>) => [actor, action, subject]);
  expect(seen.sort()).toEqual(
    [
      ['user:owner', 'setMember', 'userId=zoe'],
      ['user:owner', 'createClient', `id=${client.id}`],
      [expect.stringMatching(/^client:/), 'rotateSecret', `clientId=${client.id} id=${client.id}`],
    ].sort(),
  );
  expect(JSON.stringify(data)).not.toContain('gxs_');
  const first = (await manage.ask('GET', `${own.path}/audit-log?limit=1`, owner)).data;
  const rest = (await manage.ask('GET', `${own.path}/audit-log?cursor=${first[0].cursor}`, owner)).data;
  expect([...first, ...rest].map(({ id }) => id)).toEqual(data.map(({ id }: { id: string }) => id));
  const ofAction = await manage.ask('GET', `${own.path}/audit-log?action=setMember`, owner);
  expect(ofAction.data.map((entry: { action: string }) => entry.action)).toContain('setMember');
  expect(new Set(ofAction.data.map((entry: { action: string }) => entry.action)).size).toBe(1);
  const ofNobody = await manage.ask('GET', `${own.path}/audit-log?actor=user:nobody`, owner);
  expect([data.length > 0, ofNobody.data]).toEqual([true, []]);
  expect((await manage.ask('GET', `${own.path}/audit-log?cursor=x`, owner)).body.error.details[0].field).toBe(
    'cursor',
  );
});
