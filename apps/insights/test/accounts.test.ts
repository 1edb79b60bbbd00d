import type { ClientType } from '@gatrix/analytics-metadata';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Headers, type Manage, startManage } from './manage-fixture.ts';

let manage: Manage;
let projectId: string;

beforeAll(async () => {
  manage = await startManage();
  ({ projectId } = await manage.newProject());
});
afterAll(() => manage.close());

describe('an account with a password', () => {
  const own = { 'sec-fetch-site': 'same-origin' };
  const post = async (url: string, payload: object, headers: Headers = {}) => {
    const response = await manage.app.inject({
      method: 'POST',
      url,
      payload,
      headers: { ...own, ...headers },
    });
    const cookie = String(response.headers['set-cookie'] ?? '').split(';')[0] ?? '';
    const { data, error } = response.json();
    return { status: response.statusCode, data, error, as: { ...own, cookie } };
  };
  const make = (payload: object, headers?: Headers) => post('/insights/accounts', payload, headers);
  const signIn = (name: string, password: string) => post('/insights/session', { name, password });
  /** A project that nobody owns, as the stand-alone run makes its first. */
  const newOwnerless = async () => {
    const { id } = await manage.metadata.projects.create({ name: 'First', domain: '' });
    return { id, at: `/manage/projects/${id}`, root: await manage.newClient(id, 'root') };
  };

  test('is made by the root client once, owns the project, and signs in and out of what it may', async () => {
    const { id, at, root: client } = await newOwnerless();
    const before = await post('/insights/session', {
      clientId: client['openpanel-client-id'],
      clientSecret: client['openpanel-client-secret'],
    });
    expect(before.data.mayMakeAccount).toBe(true);
    const made = await make({ name: 'Mina', password: 'correct horse' }, before.as);
    expect([made.status, made.data]).toMatchObject([
      201,
      { role: 'user', name: 'Mina', hasPassword: true, projects: [{ id }] },
    ]);
    const { userId } = made.data;
    expect((await manage.ask('GET', `${at}/members`, made.as)).data).toMatchObject([
      { userId, name: 'Mina', role: 'owner' },
    ]);
    expect((await manage.ask('GET', `/insights/${id}/metrics`, made.as)).status).toBe(200);
    expect((await manage.ask('GET', `/insights/${projectId}/metrics`, made.as)).status).toBe(403);
    const again = await signIn('MINA', 'correct horse');
    expect(again.data).toMatchObject({ userId, name: 'Mina' });
    expect((await make({ name: 'Eve', password: 'battery staple' }, client)).status).toBe(409);
    expect((await signIn('Eve', 'battery staple')).status).toBe(401);
    const log = (await manage.ask('GET', `${at}/audit-log`, again.as)).data;
    const actor = `client:${client['openpanel-client-id']}`;
    expect(log).toMatchObject([{ actor, action: 'createAccount', subject: `id=${userId}` }]);
    expect(JSON.stringify(log)).not.toContain('correct horse');
    // The same person may own another project; nobody else gets it by the name.
    const second = await newOwnerless();
    const guess = await make({ name: 'mina', password: 'a wrong guess' }, second.root);
    expect([guess.status, guess.error.details[0].field]).toEqual([400, 'name']);
    const both = await make({ name: 'mina', password: 'correct horse' }, second.root);
    expect(both.data.projects.map((project: { id: string }) => project.id)).toEqual([id, second.id]);
  });

  test.each([
    ['nobody', {}, 401],
    ['a read client', 'read', 403],
    ['a write client', 'write', 401],
    ['another page', { 'sec-fetch-site': 'cross-site' }, 403],
  ] as readonly (readonly [string, ClientType | Headers, number])[])(
    'is not made by %s',
    async (_who, how, status) => {
      const { id, root: client } = await newOwnerless();
      const headers: Headers =
        typeof how === 'string'
          ? await manage.newClient(id, how)
          : 'sec-fetch-site' in how
            ? { ...client, ...how }
            : {};
      expect((await make({ name: `Eve ${id}`, password: 'battery staple' }, headers)).status).toBe(status);
      expect((await manage.metadata.projects.get(id))?.userId).toBe(null);
    },
  );

  test('joins by an invitation, which is for one, and leaves no account behind where it is over', async () => {
    const { at, root: client } = await newOwnerless();
    const { token } = (await manage.ask('POST', `${at}/invitations`, client, { role: 'editor' })).data;
    for (const [input, field] of [
      [{ name: '', password: 'correct horse' }, 'name'],
      [{ name: 'a\u0000b', password: 'correct horse' }, 'name'],
      [{ name: 'Joon', password: 'short' }, 'password'],
    ] as const) {
      expect((await make({ ...input, invitation: token })).error.details[0].field).toBe(field);
    }
    const at1 = ['Joon', 'June', 'Jun'].map((name) =>
      make({ name, password: 'correct horse', invitation: token }),
    );
    const answers = await Promise.all(at1);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404, 404]);
    const joined = answers.find(({ status }) => status === 201);
    expect((await manage.ask('GET', at, joined?.as ?? {})).data.role).toBe('editor');
    const log = (await manage.ask('GET', `${at}/audit-log`, client)).data;
    const byThem = log.filter((entry: { name: string }) => entry.name === joined?.data.name);
    expect(byThem.map((entry: { action: string }) => entry.action).sort()).toEqual([
      'acceptInvitation',
      'createAccount',
    ]);
    const others = ['Joon', 'June', 'Jun'].filter((name) => name !== joined?.data.name);
    for (const name of others) expect((await signIn(name, 'correct horse')).status, name).toBe(401);
    expect((await make({ name: 'Eve', password: 'battery staple', invitation: token })).status).toBe(404);
  });

  test('says nothing of who is there: a name and a password that are wrong are refused alike, ten times', async () => {
    const { root: client } = await newOwnerless();
    await make({ name: 'Sora', password: 'correct horse' }, client);
    const unknown = await signIn('Nobody at all', 'correct horse');
    const wrong = await signIn('Sora', 'wrong');
    expect([unknown.status, unknown.error]).toEqual([wrong.status, wrong.error]);
    expect(wrong.status).toBe(401);
    for (let tried = 1; tried < 10; tried += 1) await signIn('sora', 'wrong');
    expect((await signIn('Sora', 'correct horse')).status).toBe(429);
    expect((await signIn('Mina', 'correct horse')).status).toBe(200);
  });

  test('gets a new password by the old one, which ends its other sessions', async () => {
    const { root: client } = await newOwnerless();
    const here = await make({ name: 'Yuna', password: 'correct horse' }, client);
    const elsewhere = await signIn('Yuna', 'correct horse');
    const change = (payload: object, headers: Headers) =>
      manage.app.inject({ method: 'PUT', url: '/insights/account/password', payload, headers });
    const wrong = await change({ password: 'wrong', newPassword: 'battery staple' }, here.as);
    expect([wrong.statusCode, wrong.json().error.details[0].field]).toEqual([400, 'password']);
    expect((await change({ password: 'x', newPassword: 'battery staple' }, client)).statusCode).toBe(403);
    const changed = await change({ password: 'correct horse', newPassword: 'battery staple' }, here.as);
    expect(changed.statusCode).toBe(200);
    const session = (headers: Headers) => manage.ask('GET', '/insights/session', headers);
    expect((await session(elsewhere.as)).status).toBe(401);
    const cookie = String(changed.headers['set-cookie']).split(';')[0] ?? '';
    expect((await session({ ...own, cookie })).data.name).toBe('Yuna');
    expect((await signIn('Yuna', 'correct horse')).status).toBe(401);
    expect((await signIn('Yuna', 'battery staple')).status).toBe(200);
  });
});
