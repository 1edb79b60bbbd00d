import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Headers, type Manage, startManage } from './manage-fixture.ts';

let manage: Manage;
beforeAll(async () => {
  manage = await startManage();
});
afterAll(() => manage.close());

const isoTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('projects', () => {
  test('are created by users, who own them; not by clients', async () => {
    const ada = await manage.as('ada');
    const sent = {
      name: 'Game',
      domain: 'game.test',
      timezone: 'Asia/Seoul',
      settings: { retentionDays: 90 },
    };
    const created = await manage.ask('POST', '/manage/projects', ada, sent);
    expect(created.status).toBe(201);
    const { client, ...project } = created.data;
    expect(project).toEqual({
      ...{ id: expect.any(String), ...sent, ownerId: 'ada', role: 'owner', createdAt: isoTime },
    });
    expect((await manage.ask('GET', '/manage/projects', ada)).data).toEqual([project]);
    // Its write client is there at once, and its secret is shown this once.
    const { secret, ...shown } = client;
    expect([shown.type, shown.projectId, secret.length]).toEqual(['write', project.id, expect.any(Number)]);
    const clients = await manage.ask('GET', `/manage/projects/${project.id}/clients`, ada);
    expect(clients.data).toEqual([shown]);
    const { root } = await manage.newProject();
    expect((await manage.ask('POST', '/manage/projects', root, sent)).status).toBe(403);
  });

  test('are listed with the role: all of a user’s, the one of a root client', async () => {
    const first = await manage.newProject('lena');
    const second = await manage.newProject('other');
    await manage.metadata.members.add({ projectId: second.projectId, userId: 'lena', role: 'viewer' });
    const { data } = await manage.ask('GET', '/manage/projects', await manage.as('lena'));
    const seen = data.map(({ id, role }: { id: string; role: string }) => [id, role]);
    expect(new Map(seen)).toEqual(
      new Map([
        [first.projectId, 'owner'],
        [second.projectId, 'viewer'],
      ]),
    );
    const own = await manage.ask('GET', '/manage/projects', first.root);
    expect(own.data).toMatchObject([{ id: first.projectId, role: 'owner' }]);
  });

  test('keep what a patch does not name, lose what it sets to null, and never show their salt', async () => {
    const { path, projectId, root } = await manage.newProject();
    await manage.ask('PATCH', path, root, {
      settings: { blockedIps: ['203.0.113.0/24'], filterDatacenters: true },
    });
    const { data } = await manage.ask('PATCH', path, root, {
      name: 'New',
      settings: { filterDatacenters: null },
    });
    expect(data).toMatchObject({ name: 'New', domain: 'shop.test', timezone: 'UTC' });
    expect(data.settings).toEqual({ blockedIps: ['203.0.113.0/24'] });
    const stored = await manage.metadata.projects.get(projectId);
    expect(stored?.settings.importSalt).toMatch(/^[0-9a-f]{32}$/);
  });

  test('can be given away: the former owner stays, as an admin', async () => {
    const { path } = await manage.newProject('old');
    const old = await manage.as('old');
    const given = await manage.ask('PATCH', path, old, { ownerId: 'new' });
    expect(given.data).toMatchObject({ ownerId: 'new', role: 'admin' });
    expect((await manage.ask('PATCH', path, old, { ownerId: 'old' })).status).toBe(403);
    const { data } = await manage.ask('GET', path, await manage.as('new'));
    expect(data.role).toBe('owner');
  });

  test('have a retention, which holds for what is stored, too', async () => {
    const { path, projectId, root } = await manage.newProject();
    const day = 86_400_000;
    await manage.insertEvent(projectId, 'ann', Date.now() - 40 * day);
    await manage.insertEvent(projectId, 'ann', Date.now() - 2 * day);
    const events = async () =>
      (await manage.ask('GET', `/insights/${projectId}/metrics?startDate=2020-01-01`, root)).data
        .total_events;
    expect(await events()).toBe(2);
    await manage.ask('PATCH', path, root, { settings: { retentionDays: 30 } });
    await vi.waitFor(async () => expect(await events()).toBe(1), 30_000);
  });

  test('are deleted with all that is stored of them; the clients are unknown from then on', async () => {
    const { path, projectId, root } = await manage.newProject();
    const other = await manage.newProject();
    await manage.insertEvent(projectId, 'ann');
    await manage.insertEvent(other.projectId, 'ann');
    const deleted = await manage.ask('DELETE', path, root);
    expect(deleted.body).toEqual({ success: true, data: { id: projectId, events: 1 } });
    const counted = await manage.engine.clickhouse.query({
      query: `SELECT project_id, count() FROM ${manage.engine.database}.events WHERE project_id IN {ids:Array(String)} GROUP BY project_id`,
      query_params: { ids: [projectId, other.projectId] },
      format: 'JSONCompactEachRow',
    });
    expect(await counted.json()).toEqual([[other.projectId, '1']]);
    expect(await manage.metadata.projects.get(projectId)).toBeUndefined();
    await vi.waitFor(async () => expect((await manage.ask('GET', path, root)).status).toBe(401), 30_000);
    expect((await manage.ask('GET', path, await manage.as('owner'))).status).toBe(403);
  });
});

describe('clients', () => {
  const secretOf = (headers: Headers) => headers['openpanel-client-secret'] ?? 'none';

  test('show their secret once: in the answer that makes it', async () => {
    const { path, root } = await manage.newProject();
    const sent = { name: 'Web', type: 'read', cors: ['https://*.shop.test'] };
    const { status, data } = await manage.ask('POST', `${path}/clients`, root, sent);
    expect(status).toBe(201);
    expect(data).toMatchObject({ ...sent, secret: expect.stringMatching(/^gxs_/), revokedAt: null });
    const json = { 'content-type': 'application/json' };
    const rotated = await manage.ask('POST', `/manage/clients/${data.id}/rotate`, { ...root, ...json });
    expect(rotated.data.secret).toMatch(/^gxs_/);
    const later = [
      await manage.ask('GET', `${path}/clients`, root),
      await manage.ask('GET', `/manage/clients/${data.id}`, root),
      await manage.ask('PATCH', `/manage/clients/${data.id}`, root, { name: 'Site' }),
      await manage.ask('POST', `/manage/clients/${data.id}/revoke`, root),
    ];
    const text = JSON.stringify(later.map(({ body }) => body));
    expect(later.map(({ status: each }) => each)).toEqual([200, 200, 200, 200]);
    for (const hidden of ['secret', data.secret, rotated.data.secret, secretOf(root), 'sha256']) {
      expect(text).not.toContain(hidden);
    }
    expect(later[2]?.data).toMatchObject({ name: 'Site', cors: sent.cors });
  });

  test('with a new secret, or revoked, are refused the old one before long', async () => {
    const { path, projectId, root } = await manage.newProject();
    const { data } = await manage.ask('POST', `${path}/clients`, root, { name: 'r', type: 'read' });
    const status = async (secret: string) =>
      (
        await manage.ask('GET', `/insights/${projectId}/metrics`, {
          'openpanel-client-id': data.id,
          'openpanel-client-secret': secret,
        })
      ).status;
    expect(await status(data.secret)).toBe(200);
    const rotated = (await manage.ask('POST', `/manage/clients/${data.id}/rotate`, root)).data.secret;
    await vi.waitFor(async () => expect(await status(rotated)).toBe(200), 30_000);
    await vi.waitFor(async () => expect(await status(data.secret)).toBe(401), 30_000);
    const revoked = await manage.ask('POST', `/manage/clients/${data.id}/revoke`, root);
    expect(revoked.data.revokedAt).toEqual(isoTime);
    await vi.waitFor(async () => expect(await status(rotated)).toBe(401), 30_000);
    const again = await manage.ask('POST', `/manage/clients/${data.id}/rotate`, root);
    expect([again.status, again.body.error.details]).toEqual([
      400,
      [{ field: 'clientId', message: 'is revoked, for good' }],
    ]);
  });
});

test('members are listed behind the owner, get a role, and go', async () => {
  const { path, root } = await manage.newProject();
  const set = (user: string, role: string) => manage.ask('PUT', `${path}/members/${user}`, root, { role });
  expect((await set('eve', 'viewer')).data).toEqual({ userId: 'eve', role: 'viewer' });
  expect((await set('eve', 'admin')).status).toBe(200);
  const list = async () =>
    (await manage.ask('GET', `${path}/members`, root)).data.map(
      ({ userId, role }: { userId: string; role: string }) => `${userId} ${role}`,
    );
  expect((await list()).sort()).toEqual(['admin admin', 'eve admin', 'owner owner', 'viewer viewer']);
  expect((await list())[0]).toBe('owner owner');
  expect((await set('owner', 'viewer')).body.error.details).toEqual([
    { field: 'userId', message: 'owns the project' },
  ]);
  expect((await manage.ask('DELETE', `${path}/members/eve`, root)).status).toBe(200);
  expect((await manage.ask('DELETE', `${path}/members/eve`, root)).status).toBe(404);
});

test('saved reports are made, listed, changed and deleted', async () => {
  const { path } = await manage.newProject();
  const owner = await manage.as('owner');
  const sent = { name: 'Checkout', report: 'funnel', query: { steps: [{ name: 'a' }, { name: 'b' }] } };
  const { data: saved } = await manage.ask('POST', `${path}/saved-reports`, owner, sent);
  expect(saved).toEqual({
    id: expect.any(String),
    ...sent,
    createdBy: 'owner',
    createdAt: isoTime,
    updatedAt: isoTime,
  });
  const url = `${path}/saved-reports/${saved.id}`;
  const changed = await manage.ask('PATCH', url, owner, { query: { window: '7d' } });
  expect(changed.data).toMatchObject({ name: 'Checkout', query: { window: '7d' } });
  expect((await manage.ask('GET', url, owner)).data).toEqual(changed.data);
  expect((await manage.ask('GET', `${path}/saved-reports`, owner)).data).toEqual([changed.data]);
  expect((await manage.ask('DELETE', url, owner)).data).toEqual({ id: saved.id });
  expect((await manage.ask('GET', url, owner)).status).toBe(404);
});

test('annotations are made, listed by their moment, changed and deleted', async () => {
  const { path, root } = await manage.newProject();
  const add = (at: string, text: string) => manage.ask('POST', `${path}/annotations`, root, { at, text });
  const { data: launch } = await add('2026-11-02T09:00:00+09:00', 'Launch');
  expect(launch).toMatchObject({ at: '2026-11-02T00:00:00.000Z', createdBy: root['openpanel-client-id'] });
  await add('2026-11-01T00:00:00Z', 'Teaser');
  const texts = async (query = '') =>
    (await manage.ask('GET', `${path}/annotations${query}`, root)).data.map(
      ({ text }: { text: string }) => text,
    );
  expect(await texts()).toEqual(['Teaser', 'Launch']);
  expect(await texts('?from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z')).toEqual(['Teaser']);
  const url = `${path}/annotations/${launch.id}`;
  expect((await manage.ask('PATCH', url, root, { text: 'Relaunch' })).data).toMatchObject({
    at: launch.at,
    text: 'Relaunch',
  });
  expect((await manage.ask('DELETE', url, root)).status).toBe(200);
  expect(await texts()).toEqual(['Teaser']);
});

describe('people and devices', () => {
  test('are erased: no report knows them, and asking again erases nothing', async () => {
    const { path, projectId, root } = await manage.newProject();
    const long = `somebody/with?a=long&id ${'é'.repeat(220)}`;
    await manage.insertEvent(projectId, long);
    await manage.insertEvent(projectId, 'bob');
    const profile = async (id: string) =>
      (await manage.ask('GET', `/insights/${projectId}/profiles/${encodeURIComponent(id)}`, root)).status;
    expect([await profile(long), await profile('bob')]).toEqual([200, 200]);
    const url = `${path}/persons/${encodeURIComponent(long)}`;
    const erased = await manage.ask('DELETE', url, root);
    expect(erased.data).toEqual({ ids: [long], events: 1 });
    expect([await profile(long), await profile('bob')]).toEqual([404, 200]);
    expect((await manage.ask('DELETE', url, root)).data).toEqual({ ids: [long], events: 0 });
    const device = `${path}/devices/${encodeURIComponent('device of bob')}`;
    expect((await manage.ask('DELETE', device, root)).data).toEqual({ events: 1 });
    expect(await profile('bob')).toBe(404);
  });

  test('without an id are nobody, and nothing is erased', async () => {
    const { path, projectId, root } = await manage.newProject();
    await manage.insertEvent(projectId, 'bob');
    for (const [url, field] of [
      [`${path}/persons/`, 'profileId'],
      [`${path}/devices/`, 'deviceId'],
    ] as const) {
      const { status, body } = await manage.ask('DELETE', url, root);
      expect([status, body.error.details]).toEqual([400, [{ field, message: 'must not be empty' }]]);
    }
    const { data } = await manage.ask('GET', `/insights/${projectId}/metrics`, root);
    expect(data.total_events).toBe(1);
  });
});

describe('what is wrong is 400 with the name of the field', () => {
  const nowhere = { field: 'nowhere', op: 'is', value: 'x' };
  const shared = { name: 'n', questions: [{ report: 'metrics', query: {} }] };
  const project = '/manage/projects/ID';
  let known: Awaited<ReturnType<Manage['newProject']>>;
  beforeAll(async () => {
    known = await manage.newProject();
  });
  test.each([
    ['PATCH', project, { name: '' }, 'name'],
    ['PATCH', project, { name: 5 }, 'name'],
    ['PATCH', project, { domain: 'https://shop.test/path' }, 'domain'],
    ['PATCH', project, { timezone: 'Mars/Olympus' }, 'timezone'],
    ['PATCH', project, { settings: { retentionDays: -1 } }, 'settings.retentionDays'],
    ['PATCH', project, { settings: { retentionDays: 100_000 } }, 'settings.retentionDays'],
    ['PATCH', project, { settings: { blockedIps: ['10.0.0.0/8', '10.0.0.0/33'] } }, 'settings.blockedIps.1'],
    ['PATCH', project, { settings: { importSalt: 'x' } }, 'settings.importSalt'],
    [
      'PATCH',
      project,
      { settings: { rateLimit: { addressPerMinute: 0 } } },
      'settings.rateLimit.addressPerMinute',
    ],
    ['PATCH', project, { colour: 'red' }, 'colour'],
    ['PATCH', project, [], ''],
    ['POST', `${project}/clients`, { name: 'n' }, 'type'],
    ['POST', `${project}/clients`, { name: 'n', type: 'god' }, 'type'],
    ['POST', `${project}/clients`, { name: 'n', type: 'write', cors: ['a b'] }, 'cors.0'],
    ['PUT', `${project}/members/u`, { role: 'owner' }, 'role'],
    ['PUT', `${project}/members/${'u'.repeat(37)}`, { role: 'admin' }, 'userId'],
    ['POST', `${project}/saved-reports`, { name: 'n', report: 'funnel' }, 'query'],
    ['POST', `${project}/saved-reports`, { name: 'n', report: '../x', query: {} }, 'report'],
    [
      'POST',
      `${project}/saved-reports`,
      { name: 'n', report: 'funnels', query: { search: '', parameters: { filters: { and: [nowhere] } } } },
      'query.parameters.filters.and.0.field',
    ],
    [
      'POST',
      `${project}/saved-reports`,
      { name: 'n', report: 'funnel', query: { steps: [{ name: 'a' }, { name: 'b', filters: nowhere }] } },
      'query.steps.1.filters.field',
    ],
    [
      'POST',
      `${project}/saved-reports`,
      { name: 'n', report: 'metrics', query: { filters: '{"field":"country","op":"near"}' } },
      'query.filters.op',
    ],
    ['POST', `${project}/share-links`, { ...shared, expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    ['POST', `${project}/annotations`, { at: 'yesterday', text: 'x' }, 'at'],
    ['POST', `${project}/annotations`, { at: '2026-11-01T00:00:00Z', text: 'x'.repeat(1_001) }, 'text'],
    ['GET', `${project}/annotations?from=now`, undefined, 'from'],
    ['GET', `${project}/annotations?form=1`, undefined, 'form'],
  ] as const)('%s %s %#', async (method, url, payload, field) => {
    const { status, body } = await manage.ask(
      method,
      url.replace('ID', known.projectId),
      known.root,
      payload,
    );
    expect(body.error?.details.map((detail: { field: string }) => detail.field)).toEqual([field]);
    expect([status, body.success, body.error.code]).toEqual([400, false, 'invalid_parameters']);
  });
});

test('a parameter in the address, where it belongs in the body, changes nothing and is 400 by name', async () => {
  const { path, projectId, root } = await manage.newProject();
  for (const [method, url, body] of [
    ['PATCH', `${path}?timezone=Asia%2FSeoul`, { name: 'Changed' }],
    ['POST', `${path}/annotations?timezone=Asia%2FSeoul`, { at: '2026-11-01T00:00:00Z', text: 'Changed' }],
    ['DELETE', `${path}?timezone=Asia%2FSeoul`, undefined],
  ] as const) {
    const { status, body: answer } = await manage.ask(method, url, root, body);
    expect([status, answer.error?.details], method).toEqual([
      400,
      [{ field: 'timezone', message: 'belongs in the body' }],
    ]);
  }
  expect((await manage.metadata.projects.get(projectId))?.name).not.toBe('Changed');
  expect((await manage.ask('GET', `${path}/annotations`, root)).data).toEqual([]);
});

test('the OpenAPI document describes every endpoint, and needs no credentials', async () => {
  const { status, body } = await manage.ask('GET', '/manage/openapi.json', {});
  expect(status).toBe(200);
  expect(body.openapi).toBe('3.1.0');
  const { patch } = body.paths['/manage/projects/{projectId}'];
  expect(patch.requestBody.content['application/json'].schema.properties).toHaveProperty('settings');
  const operations: { operationId: string }[] = Object.values(body.paths).flatMap((path) =>
    Object.values(path as Record<string, { operationId: string }>),
  );
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(85);
  expect(JSON.stringify(body)).not.toContain('#/$defs');
});
