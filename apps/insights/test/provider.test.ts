import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { Provider } from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSessionAccess, readSignIn } from '../src/access/sessions.ts';
import { createProvider } from '../src/app.ts';
import { type Manage, startManage } from './manage-fixture.ts';

const publicUrl = 'http://dashboard.test/analytics';
const own = { 'sec-fetch-site': 'same-origin' };

let manage: Manage;
let another: FastifyInstance;
let server: Server;
let project: string;
let other: string;
let provider: ReturnType<typeof createProvider>;
/** What the provider says of its people. */
const people: Record<string, Record<string, unknown>> = {
  ann: { name: 'Ann Lee', realm_access: { roles: ['offline_access', 'editor'] } },
  bob: { preferred_username: 'bob', realm_access: { roles: [] } },
};

beforeAll(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const [clientId, clientSecret] = ['analytics', 'a secret: with / signs%'];
  const atProvider = new Provider(issuer, {
    clients: [
      {
        ...{ client_id: clientId, client_secret: clientSecret, grant_types: ['authorization_code'] },
        ...{ redirect_uris: [`${publicUrl}/insights/session/oidc/callback`], response_types: ['code'] },
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub', 'realm_access'], profile: ['name', 'preferred_username'] },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...people[sub] }) }),
    cookies: { keys: ['a key of the test alone'] },
  });
  server.on('request', atProvider.callback());
  provider = createProvider({
    ...{ issuer, clientId, clientSecret, publicUrl, name: 'Studio' },
    ...{ scope: 'openid profile', roleClaim: 'realm_access.roles' },
  });
  manage = await startManage({ provider });
  another = await manage.startAnother();
  project = (await manage.newProject()).projectId;
  other = (await manage.newProject('stranger')).projectId;
});
afterAll(async () => {
  await another.close();
  await manage.close();
  server.closeAllConnections();
  server.close();
});

type Answer = Awaited<ReturnType<typeof get>>;
const get = (app: FastifyInstance, url: string, cookie = '') =>
  app.inject({ url, headers: { 'sec-fetch-site': 'cross-site', cookie } });
const cookiesOf = ({ headers }: Answer) =>
  [headers['set-cookie'] ?? []].flat().map((cookie) => String(cookie).split(';')[0] ?? '');
const locationOf = ({ headers }: Answer) => String(headers.location);
const begin = async (to = '') => {
  const answer = await get(manage.app, `/insights/session/oidc?${new URLSearchParams({ to })}`);
  return { url: locationOf(answer), cookie: cookiesOf(answer)[0] ?? '', answer };
};

/** What a person does at the provider, whose pages are forms; ends where the browser is sent back. */
async function atProvider(url: string, login: string | 'cancel'): Promise<string> {
  const jar = new Map<string, string>();
  const visit = async (to: string, form?: Record<string, string>): Promise<Response> => {
    const response = await fetch(to, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  let at = url;
  for (let steps = 0; steps < 12; steps += 1) {
    const response = await visit(at);
    const page = await response.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    let next = response.headers.get('location');
    if (prompt !== undefined && login === 'cancel') next = `${at}/abort`;
    else if (prompt !== undefined) {
      const sent = await visit(at, { prompt, login, password: 'any' });
      next = sent.headers.get('location');
    }
    if (next === null) throw new Error(`${response.status} at ${at}: ${page}`);
    at = new URL(next, at).href;
    if (at.startsWith(publicUrl)) return at.slice(publicUrl.length);
  }
  throw new Error(`the provider does not come to an end: ${at}`);
}

/** The whole way: begun by one process, ended by another. */
async function signIn(login: string, to = '') {
  const begun = await begin(to);
  const answer = await get(another, await atProvider(begun.url, login), begun.cookie);
  const cookie = cookiesOf(answer).find((one) => !one.includes('_return')) ?? '';
  const session = await manage.ask('GET', '/insights/session', { ...own, cookie });
  return { answer, cookie, session, data: session.data };
}

describe('signing in at an OpenID provider', () => {
  test('goes by code with PKCE, state and nonce, through two processes, and back to the page one came from', async () => {
    const { url, answer } = await begin();
    const asked = Object.fromEntries(new URL(url).searchParams);
    expect(asked).toMatchObject({ response_type: 'code', code_challenge_method: 'S256' });
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(asked[name]?.length, name).toBeGreaterThan(20);
    expect(String(answer.headers['set-cookie'])).toMatch(/Max-Age=900; HttpOnly; SameSite=Lax$/);

    const signedIn = await signIn('ann', `p/${project}/funnels?step=a`);
    expect(locationOf(signedIn.answer)).toBe(`${publicUrl}/p/${project}/funnels?step=a`);
    expect(signedIn.data).toMatchObject({ role: 'user', name: 'Ann Lee', hasPassword: false });
    expect((await signIn('ann')).data.userId).toBe(signedIn.data.userId);
    const session = String([signedIn.answer.headers['set-cookie']].flat().at(-1));
    expect(session).toMatch(/Max-Age=43\d{3}; HttpOnly; SameSite=Strict$/);
    const ways = await manage.ask('GET', '/insights/session/ways', {});
    expect(ways.data).toMatchObject({ provider: 'Studio' });
  });

  test('gives the roles of the claim, everywhere or in one project, and takes them away again', async () => {
    const roles = async (given: unknown) => {
      people.ann = { ...people.ann, realm_access: { roles: given } };
      const { data } = await signIn('ann');
      const { members } = manage.metadata;
      return Promise.all([project, other].map((id) => members.roleOf(id, data.userId)));
    };
    expect(await roles(['x', 'viewer', `${other}:admin`])).toEqual(['viewer', 'admin']);
    expect(await roles(`${project}:editor`)).toEqual(['editor', undefined]);
    expect(await roles([`${project}:owner`, 'owner', 'Admin', null, 7])).toEqual([undefined, undefined]);
    expect(await roles(undefined)).toEqual([undefined, undefined]);
    const log = await manage.metadata.auditLog.list(other, { limit: 10 });
    expect(log.map(({ action, subject }) => `${action} ${subject.split(' ').slice(1).join(' ')}`)).toEqual(
      expect.arrayContaining(['setMember role=admin by=provider', 'removeMember by=provider']),
    );
  });

  test('lets who has no role look at nothing, and leaves an owner what they own', async () => {
    const { cookie, data } = await signIn('bob');
    expect(data).toMatchObject({ name: 'bob', projects: [] });
    expect((await manage.ask('GET', `/insights/${project}/metrics`, { ...own, cookie })).status).toBe(403);
    const mine = await manage.ask('POST', '/manage/projects', { ...own, cookie }, { name: 'Mine' });
    expect(mine.status).toBe(201);
    expect((await signIn('bob')).data.projects).toMatchObject([{ id: mine.data.id }]);
  });

  test('ends after twelve hours, whatever a browser does with its cookie', async () => {
    const { cookie } = await signIn('ann');
    const openedAfter = (hours: number) => {
      const now = () => Date.now() + hours * 3_600_000;
      const access = createSessionAccess({ metadata: manage.metadata, now });
      return readSignIn(cookie.slice(cookie.indexOf('=') + 1), access);
    };
    expect(await openedAfter(11)).toMatchObject({ account: { name: 'Ann Lee' } });
    expect(await openedAfter(12.1)).toBe(undefined);
  });

  test.each([
    '//evil.test/',
    'https://evil.test/',
    '../../evil',
    '/\\evil.test',
    'http://dashboard.test/other',
  ])('never ends at %s', async (to) => {
    const address = locationOf((await signIn('ann', to)).answer);
    expect(address.startsWith(`${publicUrl}/`), address).toBe(true);
  });

  test('that was cancelled, is of another browser, or was made up, signs nobody in and says so', async () => {
    const problem = (answer: Answer) => {
      expect(cookiesOf(answer).filter((one) => !one.includes('_return'))).toEqual([]);
      return locationOf(answer).replace(`${publicUrl}/#sign-in=`, '');
    };
    const cancelled = await begin();
    const back = await atProvider(cancelled.url, 'cancel');
    expect(problem(await get(manage.app, back, cancelled.cookie))).toBe('denied');

    const [mine, theirs] = [await begin(), await begin()];
    const callback = await atProvider(mine.url, 'ann');
    expect(problem(await get(manage.app, callback))).toBe('expired');
    expect(problem(await get(manage.app, callback, theirs.cookie))).toBe('expired');
    const [name = '', value = ''] = mine.cookie.split('=');
    const kept = JSON.parse(Buffer.from(value, 'base64url').toString());
    for (const part of ['nonce', 'verifier']) {
      const begun = await begin();
      const fresh = await atProvider(begun.url, 'ann');
      const own = JSON.parse(Buffer.from(begun.cookie.split('=')[1] ?? '', 'base64url').toString());
      const changed = Buffer.from(JSON.stringify({ ...own, [part]: kept[part] })).toString('base64url');
      expect(problem(await get(manage.app, fresh, `${name}=${changed}`)), part).toBe('failed');
    }
    const foreign = await begin();
    const answered = await atProvider(foreign.url, 'ann');
    const cookie = JSON.parse(Buffer.from(foreign.cookie.split('=')[1] ?? '', 'base64url').toString());
    // Past the look at the cookie: the exchange itself refuses another state.
    const exchange = provider.finish(new URL(answered, publicUrl).search, { ...cookie, state: 'another' });
    await expect(exchange).rejects.toMatchObject({
      cause: { message: expect.stringContaining('"state"') },
    });
    expect(problem(await get(manage.app, callback.replace(/code=[^&]+/, 'code=x'), mine.cookie))).toBe(
      'failed',
    );
  });
});
