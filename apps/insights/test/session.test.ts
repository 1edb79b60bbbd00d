import { createHmac } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createClientDirectory, createMetadata, type Metadata } from '@gatrix/analytics-metadata';
import { createReports } from '@gatrix/analytics-reports';
import { type Engine, startEngine } from '@gatrix/analytics-reports/testing';
import Fastify, { type FastifyInstance } from 'fastify';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createSessionAccess,
  createSignInLinks,
  registerDashboard,
  registerInsights,
  registerInsightsServer,
  type SignInLinks,
} from '../src/app.ts';

const jwtSecret = 'a secret that is long enough for HS256';
const dayMs = 86_400_000;
const own = { 'sec-fetch-site': 'same-origin', host: 'localhost:3002' };

let engine: Engine;
let app: FastifyInstance;
let directory = '';
let metadata: Metadata;
let links: SignInLinks;
let reader: { id: string; secret: string };
let writer: { id: string; secret: string };
let now = Date.now();

beforeAll(async () => {
  engine = await startEngine();
  directory = await mkdtemp(join(tmpdir(), 'gatrix-session-'));
  metadata = createMetadata({ url: `sqlite:${join(directory, 'metadata.db')}` });
  await metadata.migrate();
  await metadata.projects.create({ id: 'shop', name: 'Shop', domain: '', timezone: 'Asia/Seoul' });
  await metadata.projects.create({ id: 'other', name: 'Other', domain: '' });
  await metadata.members.add({ projectId: 'shop', userId: '7', role: 'viewer' });
  const create = async (type: 'read' | 'write') => {
    const { client, secret } = await metadata.clients.create({ projectId: 'shop', name: type, type });
    return { id: client.id, secret };
  };
  [reader, writer] = [await create('read'), await create('write')];
  links = createSignInLinks();

  const page = join(directory, 'page');
  await mkdir(join(page, 'assets'), { recursive: true });
  await writeFile(
    join(page, 'index.html'),
    '<base href="/" /><meta name="embed-origins" content="" /><div id="root"></div>',
  );
  await writeFile(join(page, 'assets', 'index-abc.js'), 'export {};');

  const deps = {
    clients: createClientDirectory({ metadata, ttlMs: 0 }),
    projects: metadata.projects,
    members: metadata.members,
    reports: createReports({ ...engine, now: () => now }),
    jwt: { secret: jwtSecret, issuer: undefined, audience: undefined },
    sessions: createSessionAccess({ metadata, links, now: () => now }),
    checks: {},
    settings: { version: '1.2.3' },
  };
  app = Fastify();
  registerInsightsServer(app, deps);
  await app.register(async (scope) => registerInsights(scope, deps));
  const embedOrigins = ['https://admin.example.com'];
  await app.register(async (scope) =>
    registerDashboard(scope, { directory: page, embedOrigins, basePath: '/api/v1/analytics' }),
  );
});
afterAll(async () => {
  await app.close();
  await metadata.close();
  await engine.close();
  await rm(directory, { recursive: true });
});

const signIn = (payload: object, headers: Record<string, string> = own) =>
  app.inject({ method: 'POST', url: '/insights/session', payload, headers });
const cookieOf = (response: Awaited<ReturnType<typeof signIn>>) =>
  String(response.headers['set-cookie'] ?? '').split(';')[0] ?? '';
const visit = (url: string, cookie: string, headers: Record<string, string> = own) =>
  app.inject({ url, headers: { ...headers, cookie } });
const withSecret = () => ({ clientId: reader.id, clientSecret: reader.secret });

describe('signing in', () => {
  test('with a client and its secret gives a cookie that reads the project, and no other', async () => {
    const response = await signIn(withSecret());
    expect(response.json().data).toEqual({
      role: 'read',
      projects: [
        { id: 'shop', name: 'Shop', timezone: 'Asia/Seoul', currency: 'USD', writeClientId: writer.id },
      ],
    });
    const cookie = cookieOf(response);
    expect((await visit('/insights/shop/metrics', cookie)).statusCode).toBe(200);
    expect((await visit('/insights/other/metrics', cookie)).statusCode).toBe(403);
  });

  test('sets a cookie that scripts cannot read and other sites cannot send, over HTTPS a secure one', async () => {
    const plain = String((await signIn(withSecret())).headers['set-cookie']);
    expect(plain).toMatch(/; HttpOnly; SameSite=Strict$/);
    expect(plain).not.toContain(reader.secret);
    const secure = await signIn(withSecret(), { ...own, 'x-forwarded-proto': 'https' });
    expect(String(secure.headers['set-cookie'])).toMatch(/; Secure$/);
  });

  test('with a Gatrix token shows the projects of its user', async () => {
    const token = await new SignJWT({ userId: 7 })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(jwtSecret));
    const response = await signIn({ token });
    const { role, projects } = response.json().data;
    expect([role, projects.length, projects[0].id]).toEqual(['user', 1, 'shop']);
    expect((await visit('/insights/shop/metrics', cookieOf(response))).statusCode).toBe(200);
  });

  test('with a link works once', async () => {
    const link = links.create(reader.id);
    const first = await signIn({ link });
    expect((await visit('/insights/session', cookieOf(first))).json().data.projects).toHaveLength(1);
    expect((await signIn({ link })).statusCode).toBe(401);
  });

  test('with a link that a client made with its secret; a cookie, a wrong secret and a write client make none', async () => {
    const make = (headers: Record<string, string>) =>
      app.inject({ method: 'POST', url: '/insights/session/link', headers });
    const of = ({ id, secret }: typeof reader) => ({
      'openpanel-client-id': id,
      'openpanel-client-secret': secret,
    });
    const made = await make(of(reader));
    const signedIn = await signIn({ link: made.json().data.link });
    expect(signedIn.json().data.projects).toMatchObject([{ id: 'shop' }]);
    expect((await make({ cookie: cookieOf(signedIn), ...own })).statusCode).toBe(401);
    expect((await make(of({ ...reader, secret: 'wrong' }))).statusCode).toBe(401);
    expect((await make(of(writer))).statusCode).toBe(401);
  });

  test.each([
    ['a wrong secret', () => ({ clientId: reader.id, clientSecret: 'wrong' }), 401],
    ['a write client', () => ({ clientId: writer.id, clientSecret: writer.secret }), 401],
    ['a token of somebody else', () => ({ token: 'a.b.c' }), 401],
    ['an unknown link', () => ({ link: 'unknown' }), 401],
    ['nothing', () => ({}), 400],
  ])('is refused with %s', async (_name, body, status) => {
    const response = await signIn(body());
    expect([response.statusCode, response.headers['set-cookie']]).toEqual([status, undefined]);
  });
});

describe('a session', () => {
  test('is nothing that a client id and a guess can make', async () => {
    const cookie = cookieOf(await signIn(withSecret()));
    const [name = '', value = ''] = cookie.split('=');
    const [, content = ''] = value.split('.');
    const signature = createHmac('sha256', reader.id)
      .update(`dashboard session ${content}`)
      .digest('base64url');
    for (const forged of [
      `c.${content}.${signature}`,
      `c.${content}.`,
      `c.${content}`,
      'c..',
      'u.a.b.c',
      'x',
    ]) {
      expect((await visit('/insights/shop/metrics', `${name}=${forged}`)).statusCode, forged).toBe(401);
    }
  });

  test('does not count in a request that another page made', async () => {
    const cookie = cookieOf(await signIn(withSecret()));
    const status = async (headers: Record<string, string>) =>
      (await visit('/insights/shop/metrics', cookie, { host: own.host, ...headers })).statusCode;
    expect(await status({ 'sec-fetch-site': 'same-site' })).toBe(401);
    expect(await status({ 'sec-fetch-site': 'cross-site' })).toBe(401);
    expect(await status({ origin: 'http://localhost:5000' })).toBe(401);
    expect(await status({ origin: 'http://localhost:3002' })).toBe(200);
    expect((await signIn(withSecret(), { ...own, 'sec-fetch-site': 'same-site' })).statusCode).toBe(403);
  });

  test('ends after 30 days without a visit, and every visit renews it', async () => {
    const cookie = cookieOf(await signIn(withSecret()));
    now += 20 * dayMs;
    const renewed = cookieOf(await visit('/insights/session', cookie));
    now += 20 * dayMs;
    expect((await visit('/insights/session', cookie)).statusCode).toBe(401);
    expect((await visit('/insights/session', renewed)).statusCode).toBe(200);
  });

  test('ends with signing out', async () => {
    const response = await app.inject({ method: 'DELETE', url: '/insights/session', headers: own });
    expect(String(response.headers['set-cookie'])).toContain('Max-Age=0');
  });

  test('ends when its client gets a new secret, and when it is revoked', async () => {
    const before = cookieOf(await signIn(withSecret()));
    const secret = await metadata.clients.rotateSecret(reader.id);
    expect((await visit('/insights/session', before)).statusCode).toBe(401);
    const after = cookieOf(await signIn({ clientId: reader.id, clientSecret: secret ?? '' }));
    expect((await visit('/insights/session', after)).statusCode).toBe(200);
    await metadata.clients.revoke(reader.id);
    expect((await visit('/insights/session', after)).statusCode).toBe(401);
  });
});

describe('the page', () => {
  const html = { accept: 'text/html,*/*' };

  test('is there at / and at every path that a browser opens, for the prefix it lives behind', async () => {
    for (const url of ['/', '/funnels?step=a', '/users/a%2Fb']) {
      const response = await app.inject({ url, headers: html });
      expect([response.statusCode, response.headers['cache-control']]).toEqual([200, 'no-cache']);
      expect(response.body).toContain('<base href="/api/v1/analytics/" />');
    }
  });

  test('runs no script but its own, and is framed by nobody but the listed', async () => {
    const { headers } = await app.inject({ url: '/', headers: html });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'self' https://admin.example.com");
  });

  test('may be framed by any page where a share link is what it shows', async () => {
    const policyOf = async (url: string) =>
      String((await app.inject({ url, headers: html })).headers['content-security-policy']);
    expect(await policyOf('/shared/gxs_x?embed=1')).toMatch(/script-src 'self';.* frame-ancestors \*$/);
    expect(await policyOf('/sharedx')).toContain("frame-ancestors 'self'");
  });

  test('has assets that never change, and no page in place of one that is gone', async () => {
    const asset = await app.inject({ url: '/assets/index-abc.js' });
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const gone = await app.inject({ url: '/assets/index-old.js', headers: html });
    expect([gone.statusCode, gone.headers['content-type']]).toEqual([404, 'application/json; charset=utf-8']);
  });

  test('that is built again under a running server is served as it is now, its old files are gone', async () => {
    const page = join(directory, 'page');
    const asset = (name: string) => app.inject({ url: `/assets/${name}` });
    const write = async (name: string) => {
      await writeFile(join(page, 'assets', name), `export const name = '${name}';`);
      await writeFile(join(page, 'assets', `${name}.gz`), gzipSync(name));
      await writeFile(join(page, 'index.html'), `<base href="/" /><script src="assets/${name}"></script>`);
    };
    await write('built-first.js');
    expect((await asset('built-first.js')).statusCode).toBe(200);

    await rm(join(page, 'index.html'));
    await rm(join(page, 'assets'), { recursive: true });
    expect((await app.inject({ url: '/', headers: html })).body).toContain('<div id="root">');
    await mkdir(join(page, 'assets'));
    await write('built-again.js');
    const { body } = await app.inject({ url: '/', headers: html });
    expect(body).toContain('<base href="/api/v1/analytics/" /><script src="assets/built-again.js">');
    const again = await asset('built-again.js');
    expect([again.statusCode, again.body]).toEqual([200, "export const name = 'built-again.js';"]);
    const packed = await app.inject({
      url: '/assets/built-again.js',
      headers: { 'accept-encoding': 'gzip' },
    });
    expect([packed.headers['content-encoding'], packed.headers['content-type']]).toEqual([
      'gzip',
      'application/javascript; charset=utf-8',
    ]);
    for (const url of ['/assets/built-first.js', '/assets/never.js', '/assets/', '/assets/..%2findex.html']) {
      const gone = await app.inject({ url });
      expect([gone.statusCode, gone.json().error.code], url).toEqual([404, 'not_found']);
    }
  });

  test.each(['/insights/nothing', '/manage/nothing', '/trpc', '/track', '/robots.txt'])(
    'leaves %s a 404 in the form of the API, for browsers too',
    async (url) => {
      const response = await app.inject({ url, headers: html });
      expect([response.statusCode, response.json().success]).toEqual([404, false]);
    },
  );

  test('is not the answer to a program that asks for an unknown path', async () => {
    expect((await app.inject({ url: '/funnels' })).statusCode).toBe(404);
  });
});
