import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import { createReports } from '@gatrix/analytics-reports';
import { type Engine, eventRow, startEngine } from '@gatrix/analytics-reports/testing';
import Fastify, { type FastifyInstance } from 'fastify';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type InsightsDeps,
  registerInsights,
  registerInsightsServer,
  type VerifiedClient,
} from '../src/app.ts';
import { routerOptions } from '../src/server-options.ts';

const now = Date.parse('2026-11-05T03:00:00Z');
const secret = 'a secret that is long enough for HS256';
const reader = { 'openpanel-client-id': 'reader', 'openpanel-client-secret': 's' };
const clients: Record<string, VerifiedClient> = {
  reader: { id: 'reader', projectId: 'shop', type: 'read' },
  owner: { id: 'owner', projectId: 'shop', type: 'root' },
  writer: { id: 'writer', projectId: 'shop', type: 'write' },
};

let engine: Engine;
let app: FastifyInstance;
let isDown = false;

beforeAll(async () => {
  engine = await startEngine();
  const view = (second: number, path: string, extra: Partial<EventRow> = {}) =>
    eventRow({
      id: crypto.randomUUID(),
      project_id: 'shop',
      timestamp: Date.parse('2026-11-01T15:00:00Z') + second * 1000,
      device_id: 'd1',
      session_id: 's1',
      path,
      ...extra,
    });
  const rows = [view(0, '/'), view(30, '/cart'), view(90, '/done', { name: 'purchase', revenue: 12.5 })];
  await engine.insertEvents(rows);
  const deps: InsightsDeps = {
    clients: {
      verify: async (id, given) => {
        const client = clients[id];
        return client && given === 's' ? { ok: true, client } : { ok: false };
      },
    },
    projects: {
      get: async (id) => (id === 'shop' ? { id, name: 'Shop', timezone: 'Asia/Seoul' } : undefined),
    },
    members: { isMember: async (projectId, userId) => projectId === 'shop' && userId === 'u1' },
    reports: createReports({ ...engine, now: () => now }),
    jwt: { secret, issuer: 'gatrix', audience: undefined },
    checks: {
      clickhouse: async () => {
        if (isDown) throw new Error('refused');
      },
    },
    settings: { version: '1.2.3' },
  };
  app = Fastify({ logger: { level: 'error' }, routerOptions });
  await app.register(async (scope) => registerInsights(scope, deps));
  registerInsightsServer(app, deps);
});
afterAll(async () => {
  await app.close();
  await engine.close();
});

const get = (url: string, headers: Record<string, string> = reader) => app.inject({ url, headers });

describe('an answer', () => {
  test('is success, data and meta, in the time zone of the project', async () => {
    const response = await get('/insights/shop/metrics?startDate=2026-11-02&endDate=2026-11-02');
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      success: true,
      data: {
        active_users: 1,
        unique_visitors: 1,
        total_sessions: 1,
        total_screen_views: 2,
        total_events: 3,
        avg_session_duration: 90,
        bounce_rate: 0,
        views_per_session: 2,
        total_revenue: 12.5,
      },
      meta: {
        start: '2026-11-02T00:00:00+09:00',
        end: '2026-11-03T00:00:00+09:00',
        timezone: 'Asia/Seoul',
        tookMs: expect.any(Number),
        rowsRead: expect.any(Number),
        money: { currency: 'USD', unconverted: [] },
      },
    });
  });

  test('is the same at the address that ad-blockers let pass', async () => {
    const range = 'startDate=2026-11-01&endDate=2026-11-03&limit=2';
    const [events, activity] = await Promise.all(
      ['events', 'activity'].map((path) => get(`/insights/shop/${path}?${range}`)),
    );
    expect(activity?.json().data).toHaveLength(2);
    expect(activity?.json().data).toEqual(events?.json().data);
  });

  test('has the compared range under previous', async () => {
    const response = await get(
      '/insights/shop/metrics?startDate=2026-11-03&endDate=2026-11-03&compare=previous_period',
    );
    const { data } = response.json();
    expect([data.total_events, data.previous.total_events]).toEqual([0, 3]);
  });

  test('marks the bucket that is not over', async () => {
    const response = await get(
      '/insights/shop/timeseries?startDate=2026-11-01&endDate=2026-11-05&timezone=UTC',
    );
    const { data } = response.json();
    expect(data.map((bucket: { date: string }) => bucket.date.slice(0, 10))).toEqual([
      '2026-11-01',
      '2026-11-02',
      '2026-11-03',
      '2026-11-04',
      '2026-11-05',
    ]);
    expect(data.map((bucket: { incomplete?: boolean }) => bucket.incomplete ?? false)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  test('comes in pages that a cursor joins', async () => {
    const first = (await get('/insights/shop/breakdown?dimension=name&limit=1')).json();
    expect(first.data).toHaveLength(1);
    const second = (
      await get(`/insights/shop/breakdown?dimension=name&limit=1&cursor=${first.meta.nextCursor}`)
    ).json();
    expect([first.data[0].name, second.data[0].name].sort()).toEqual(['purchase', 'screen_view']);
    expect(second.meta.nextCursor).toBeUndefined();
  });
});

describe('a report with structure', () => {
  const at = 'startDate=2026-11-01&endDate=2026-11-02';

  test('takes the short form, JSON text, or a body', async () => {
    const short = await get(`/insights/shop/funnel?steps=screen_view,purchase&${at}`);
    const steps = [{ name: 'screen_view' }, { anyOf: ['purchase'] }];
    const long = await get(`/insights/shop/funnel?steps=${encodeURIComponent(JSON.stringify(steps))}&${at}`);
    const posted = await app.inject({
      method: 'POST',
      url: '/insights/shop/funnel',
      headers: reader,
      payload: { steps, startDate: '2026-11-01', endDate: '2026-11-02' },
    });
    expect(short.json().data.steps.map((step: { count: number }) => step.count)).toEqual([1, 1]);
    expect(long.json().data).toEqual(short.json().data);
    expect(posted.json().data).toEqual(short.json().data);
    const users = await get(`/insights/shop/funnel/users?steps=screen_view,purchase&step=2&${at}`);
    expect(users.json().data).toMatchObject([{ id: 'd1', reached: 2 }]);
    const retention = await get(`/insights/shop/retention?periods=2&${at}`);
    expect(retention.json().data.cohorts.map((cohort: { size: number }) => cohort.size)).toEqual([0, 1]);
  });
});

test('/live/stream sends server-sent events and stops asking when the client leaves', async () => {
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const leaving = new AbortController();
  const response = await fetch(`${address}/insights/shop/live/stream`, {
    headers: reader,
    signal: leaving.signal,
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const first = await response.body?.getReader().read();
  expect(new TextDecoder().decode(first?.value)).toBe('event: count\ndata: {"count":0}\n\n');
  leaving.abort();
  expect((await fetch(`${address}/insights/shop/live/stream`)).status).toBe(401);
});

test('/live/stream ends within seconds when its client is revoked', async () => {
  const [base] = app
    .addresses()
    .map((address) => (typeof address === 'string' ? '' : `http://127.0.0.1:${address.port}`));
  const visitor = { 'openpanel-client-id': 'visitor', 'openpanel-client-secret': 's' };
  clients.visitor = { id: 'visitor', projectId: 'shop', type: 'read' };
  const response = await fetch(`${base}/insights/shop/live/stream`, { headers: visitor });
  delete clients.visitor;
  const text = await response.text();
  expect(text).toContain('event: count');
  expect(text).toMatch(/event: error\ndata: .*"unauthorized"/);
}, 20_000);

describe('tRPC', () => {
  const ask = async (path: string, input: unknown, headers: Record<string, string> = reader) => {
    const response = await get(`/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`, headers);
    return { status: response.statusCode, body: response.json() };
  };
  const range = { startDate: '2026-11-01', endDate: '2026-11-02' };

  test('gives the same data as REST', async () => {
    const { body } = await ask('metrics', { projectId: 'shop', ...range });
    const rest = (await get('/insights/shop/metrics?startDate=2026-11-01&endDate=2026-11-02')).json();
    expect(body.result.data.data).toEqual(rest.data);
    expect(body.result.data.meta.timezone).toBe('Asia/Seoul');
    const funnel = await ask('funnel', {
      projectId: 'shop',
      steps: [{ name: 'screen_view' }, 'purchase'],
      ...range,
    });
    expect(funnel.body.result.data.data.overall).toBe(100);
  });

  test('a batch has at most 20 questions', async () => {
    const batch = (count: number) => {
      const input = Object.fromEntries(
        Array.from({ length: count }, (_, index) => [index, { projectId: 'shop', ...range }]),
      );
      const paths = Array.from({ length: count }, () => 'metrics').join(',');
      return get(`/trpc/${paths}?batch=1&input=${encodeURIComponent(JSON.stringify(input))}`, reader);
    };
    expect((await batch(20)).json().length).toBe(20);
    const refused = await batch(21);
    expect(refused.statusCode).toBe(400);
    expect(refused.json()).toMatchObject({ success: false, error: { code: 'invalid_parameters' } });
    expect(refused.json().error.message).toContain('at most 20 questions');
  });

  test.each(['TRACE', 'DELETE', 'PROPFIND'] as const)('%s is no way to ask', async (method) => {
    const answer = await app.inject({ method, url: '/trpc/metrics' });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ success: false, error: { code: 'not_found' } });
  });

  test('refuses for the same reasons with the same names', async () => {
    const wrong = await ask('metrics', { projectId: 'shop', timezone: 'Mars' });
    expect(wrong).toMatchObject({
      status: 400,
      body: { error: { data: { error: 'invalid_parameters', details: [{ field: 'timezone' }] } } },
    });
    expect((await ask('metrics', { projectId: 'other' })).status).toBe(403);
    expect((await ask('metrics', { projectId: 'shop' }, {})).status).toBe(401);
    expect(JSON.stringify(wrong.body)).not.toContain('.ts:');
  });
});

test('/export streams a file', async () => {
  const response = await get('/insights/shop/export?format=csv&startDate=2026-11-01&endDate=2026-11-02');
  expect(response.headers['content-disposition']).toBe('attachment; filename="events.csv"');
  expect(response.body.trimEnd().split('\n')).toHaveLength(4);
  expect((await get('/insights/shop/export?format=xlsx')).json().error.details[0].field).toBe('format');
});

test('/flows and /ingest-health answer', async () => {
  const flows = await app.inject({
    method: 'POST',
    url: '/insights/shop/flows',
    headers: reader,
    payload: { event: 'screen_view', startDate: '2026-11-01', endDate: '2026-11-02' },
  });
  expect(flows.json().data.paths).toEqual([{ path: ['screen_view', 'screen_view', 'purchase'], count: 1 }]);
  expect((await get('/insights/shop/ingest-health')).json().data).toMatchObject({
    accepted: 0,
    queue_depth: null,
  });
});

test('lists, names and people answer under their paths', async () => {
  const answers = await Promise.all(
    [
      'events?limit=1',
      'sessions',
      'profiles',
      'profiles/d1',
      'profiles/d1/events?limit=2',
      'names/events',
      'names/properties',
      'names/values?field=path',
      'active-users',
      'lifecycle',
      'monetization',
    ].map(async (path) => {
      const response = await get(`/insights/shop/${path}`);
      return [path, response.statusCode, response.json().data];
    }),
  );
  expect(answers.map(([path, status]) => [path, status])).toEqual(answers.map(([path]) => [path, 200]));
  expect(answers[3]?.[2]).toMatchObject({ id: 'd1', total_events: 3, total_revenue: 12.5 });
  expect((await get('/insights/shop/profiles/nobody')).statusCode).toBe(404);
  const query = await app.inject({
    method: 'POST',
    url: '/insights/shop/query',
    headers: reader,
    payload: { series: [{ event: 'purchase', aggregation: 'sum', property: 'revenue' }] },
  });
  expect(query.json().data).toEqual([{ letter: 'A', breakdown: [], total: 12.5 }]);
});

describe('access', () => {
  const url = '/insights/shop/metrics';

  test('read and root clients may, in headers or in the query', async () => {
    expect((await get(url)).statusCode).toBe(200);
    expect((await get(`${url}?clientId=owner&clientSecret=s`, {})).statusCode).toBe(200);
  });

  test('nobody, a wrong secret, a missing secret and a write client may not: 401', async () => {
    for (const headers of [
      {},
      { ...reader, 'openpanel-client-secret': 'x' },
      { 'openpanel-client-id': 'reader' },
      { ...reader, 'openpanel-client-id': 'writer' },
    ]) {
      const response = await get(url, headers);
      expect(response.statusCode).toBe(401);
      expect(response.json()).toMatchObject({ success: false, error: { code: 'unauthorized', details: [] } });
    }
  });

  test("another project's data is 403, whether the project exists or not", async () => {
    const response = await get('/insights/other/metrics');
    expect(response.statusCode).toBe(403);
    expect(response.json().error.code).toBe('forbidden');
  });

  test('a token of a member may, of a stranger is 403, of another issuer or key or too old is 401', async () => {
    const token = (user: string, issuer = 'gatrix', key = secret, expires = '1h') =>
      new SignJWT({ userId: user })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(issuer)
        .setExpirationTime(expires)
        .sign(new TextEncoder().encode(key));
    const status = async (jwt: string) => (await get(url, { authorization: `Bearer ${jwt}` })).statusCode;
    expect(await status(await token('u1'))).toBe(200);
    expect(await status(await token('u2'))).toBe(403);
    expect(await status(await token('u1', 'other'))).toBe(401);
    expect(await status(await token('u1', 'gatrix', 'another secret, of another server'))).toBe(401);
    expect(await status(await token('u1', 'gatrix', secret, '-1h'))).toBe(401);
    expect(await status('nonsense')).toBe(401);
  });
});

describe('what is wrong is 400 with the name of the field', () => {
  test.each([
    ['metrics?startDate=2026-02-30', 'startDate'],
    ['metrics?startDate=2026-11-02&endDate=2026-11-01', 'endDate'],
    ['metrics?timezone=Mars/Olympus', 'timezone'],
    ['metrics?compare=never', 'compare'],
    ['metrics?filters=nonsense', 'filters'],
    ['metrics?filters={"and":[{"field":"country","op":"like","value":"x"}]}', 'filters.and.0.op'],
    ['metrics?filters={"field":"colour","op":"is","value":"x"}', 'filters.field'],
    ['metrics?filters={"field":"path","op":"regex","value":"("}', 'filters'],
    ['metrics?filters={"field":"revenue","op":"gt","value":"much"}', 'filters.value'],
    ['metrics?startdate=2026-11-01', 'startdate'],
    ['timeseries?interval=year', 'interval'],
    ['timeseries?interval=minute&startDate=2026-01-01', 'interval'],
    ['pages?by=middle', 'by'],
    ['pages?limit=0', 'limit'],
    ['pages?cursor=x', 'cursor'],
    ['funnel', 'steps'],
    ['funnel?steps=a', 'steps'],
    ['retention?periods=91', 'periods'],
    ['retention?periods=8&brackets=1,2-3', 'periods'],
    ['retention?brackets=', 'brackets.0'],
    ['retention?brackets=1,x', 'brackets.1'],
    ['retention?brackets=1,2-3,3-5', 'brackets.2'],
    ['retention?brackets=1,7-4', 'brackets.1'],
    ['retention?brackets=0-3', 'brackets.0'],
    ['retention?brackets=1,30-90', 'brackets.1'],
    ['breakdown', 'dimension'],
    ['breakdown?dimension=secret', 'dimension'],
    ['breakdown?dimension=segment.gone', 'dimension'],
    ['retention?breakdown=segment.gone', 'breakdown'],
    ['breakdown?dimension=first.secret', 'dimension'],
    ['retention?breakdown=first.secret', 'breakdown'],
  ])('%s', async (path, field) => {
    const response = await get(`/insights/shop/${path.replaceAll('"', '%22')}`);
    expect(response.statusCode).toBe(400);
    const { success, error } = response.json();
    expect({
      success,
      code: error.code,
      fields: error.details.map((d: { field: string }) => d.field),
    }).toEqual({
      success: false,
      code: 'invalid_parameters',
      fields: [field],
    });
  });
});

test.each(['segment.gone', 'first.secret'])('a breakdown by %s is 400 with its place', async (name) => {
  const { body } = await app.inject({
    method: 'POST',
    url: '/insights/shop/query',
    headers: reader,
    payload: { series: [{ event: 'purchase' }], breakdowns: ['country', name] },
  });
  expect(JSON.parse(body).error.details[0].field).toBe('breakdowns.1');
});

describe('besides', () => {
  test('/health answers, and /ready names what is down', async () => {
    expect((await get('/health', {})).json()).toMatchObject({ status: 'ok', version: '1.2.3' });
    expect((await get('/ready', {})).statusCode).toBe(200);
    isDown = true;
    const response = await get('/ready', {});
    isDown = false;
    expect(response.statusCode).toBe(503);
    expect(response.json().error.details).toEqual([{ field: 'clickhouse', message: 'refused' }]);
  });

  test('the OpenAPI document describes every report, and the docs page needs nothing from elsewhere', async () => {
    const document = (await get('/insights/openapi.json', {})).json();
    expect(document.openapi).toBe('3.1.0');
    const paths = ['metrics', 'timeseries', 'pages', 'breakdown', 'live'].map(
      (name) => `/insights/{projectId}/${name}`,
    );
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(paths));
    const dimension = document.paths['/insights/{projectId}/breakdown'].get.parameters.find(
      (parameter: { name: string }) => parameter.name === 'dimension',
    );
    expect(dimension).toMatchObject({ in: 'query', required: true });
    const docs = await get('/insights/docs', {});
    expect(docs.headers['content-type']).toContain('text/html');
    expect(docs.body).not.toMatch(/(src|href)="https?:/);
  });

  test('an unknown report is 404 in the same form', async () => {
    const response = await get('/insights/shop/nothing');
    expect(response.statusCode).toBe(404);
    expect(response.json().error.code).toBe('not_found');
  });
});
