import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import express from 'express';
import express4 from 'express4';
import { afterEach, describe, expect, it } from 'vitest';
import { type AnalyticsProxyOptions, analyticsProxy } from '../src/index.ts';

const servers: Server[] = [];
const listen = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};
/** Answers with what it was asked. */
const echo: RequestListener = async (request, response) => {
  const body = await readBody(request);
  response.writeHead(207, {
    'content-type': 'application/json',
    'retry-after': '7',
    'x-of-the-server': 'yes',
  });
  response.end(
    JSON.stringify({
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: body.toString('base64'),
    }),
  );
};

describe.each([
  ['Express 4', express4],
  ['Express 5', express],
])('under %s', (_, framework) => {
  const mount = (options: AnalyticsProxyOptions, first?: express.RequestHandler): Promise<string> => {
    const app = framework();
    if (first) app.use(first);
    app.use('/api/v1/analytics', analyticsProxy(options));
    app.use(framework.json());
    app.get('/own', (_request, response) => {
      response.json('own');
    });
    return listen(app);
  };

  it('hands on path and query without the path it is mounted on, and leaves other paths alone', async () => {
    const url = await mount({ target: await listen(echo) });
    const answer = await fetch(`${url}/api/v1/analytics/insights/p-1/metrics?range=7d&filters=%5B%5D`);
    expect(await answer.json()).toMatchObject({
      method: 'GET',
      url: '/insights/p-1/metrics?range=7d&filters=%5B%5D',
    });
    expect(await (await fetch(`${url}/own`)).json()).toBe('own');
  });

  it('hands on authorization, client and content headers, and the body byte for byte', async () => {
    const target = await listen(echo);
    const url = await mount({ target });
    const body = gzipSync(JSON.stringify({ type: 'track', payload: { name: '한국어' } }));
    const headers = {
      authorization: 'Bearer token',
      'openpanel-client-id': 'c-1',
      'openpanel-client-secret': 'sec_x',
      'x-api-token': 'c-1',
      origin: 'https://game.example',
      'user-agent': 'Browser/1.0',
      'content-type': 'text/plain;charset=UTF-8',
      'content-encoding': 'gzip',
    };
    const answer = await fetch(`${url}/api/v1/analytics/track`, { method: 'POST', headers, body });
    const asked = (await answer.json()) as { headers: object; body: string };
    expect(asked.headers).toMatchObject({ ...headers, host: new URL(target).host });
    expect(Buffer.from(asked.body, 'base64').equals(body)).toBe(true);
  });

  it('hands back status and headers', async () => {
    const url = await mount({ target: await listen(echo) });
    const answer = await fetch(`${url}/api/v1/analytics/track`, { method: 'POST', body: 'x' });
    expect(answer.status).toBe(207);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'retry-after': '7',
      'x-of-the-server': 'yes',
    });
  });

  it('adds the client to x-forwarded-for, after what a proxy of our own network said', async () => {
    const url = await mount({ target: await listen(echo) });
    const headers = { 'x-forwarded-for': '203.0.113.9', 'x-client-ip': '203.0.113.9' };
    const answer = await fetch(`${url}/api/v1/analytics/health`, { headers });
    expect(await answer.json()).toMatchObject({
      headers: {
        'x-forwarded-for': '203.0.113.9,127.0.0.1',
        'x-client-ip': '203.0.113.9',
        'x-forwarded-host': new URL(url).host,
      },
    });
  });

  it('does not hand on an address that a browser on the open network claims to have', async () => {
    const url = await mount({ target: await listen(echo) }, (request, _response, next) => {
      Object.defineProperty(request.socket, 'remoteAddress', { value: '198.51.100.7' });
      next();
    });
    const names = [
      ...[
        'x-forwarded-for',
        'cf-connecting-ip',
        'true-client-ip',
        'x-real-ip',
        'x-client-ip',
        'fly-client-ip',
      ],
      ...[
        'fastly-client-ip',
        'do-connecting-ip',
        'cloudfront-viewer-address',
        'x-azure-clientip',
        'forwarded',
      ],
      'openpanel-client-ip',
    ];
    const headers = Object.fromEntries(names.map((name) => [name, '203.0.113.9']));
    const ask = async (more: Record<string, string>) => {
      const answer = await fetch(`${url}/api/v1/analytics/health`, { headers: { ...headers, ...more } });
      const asked = (await answer.json()) as { headers: Record<string, string> };
      return Object.fromEntries(
        names.flatMap((name) => [[name, asked.headers[name]]]).filter(([, sent]) => sent),
      );
    };
    expect(await ask({})).toEqual({ 'x-forwarded-for': '198.51.100.7' });
    // A backend names its visitor; the server believes it where the secret is right.
    expect(await ask({ 'openpanel-client-secret': 's' })).toEqual({
      'x-forwarded-for': '198.51.100.7',
      'x-client-ip': '203.0.113.9',
      'openpanel-client-ip': '203.0.113.9',
    });
  });

  it('leaves the visitor to a proxy of our own network that names it in another header', async () => {
    const url = await mount({ target: await listen(echo) });
    const answer = await fetch(`${url}/api/v1/analytics/health`, { headers: { 'x-real-ip': '203.0.113.9' } });
    const asked = (await answer.json()) as { headers: Record<string, string> };
    expect(asked.headers['x-real-ip']).toBe('203.0.113.9');
    expect(asked.headers).not.toHaveProperty('x-forwarded-for');
  });

  it.each([
    ['application/json', '{"type":"track"}'],
    ['text/plain', '{"batch":[]}'],
  ])('writes a body of %s again that a parser before it has read', async (type, body) => {
    const parse = type === 'text/plain' ? framework.text() : framework.json();
    const url = await mount({ target: await listen(echo) }, parse);
    const answer = await fetch(`${url}/api/v1/analytics/track`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    const asked = (await answer.json()) as { body: string };
    expect(Buffer.from(asked.body, 'base64').toString()).toBe(body);
  });

  it('hands on server-sent events as they come, and closes the stream when the client goes', async () => {
    const steps: string[] = [];
    let send: (text: string) => void = () => undefined;
    const target = await listen((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.on('close', () => steps.push('closed'));
      send = (text) => void response.write(`data: ${text}\n\n`);
      send('first');
    });
    const url = await mount({ target, timeoutMs: 400 });
    const stop = new AbortController();
    const answer = await fetch(`${url}/api/v1/analytics/live`, { signal: stop.signal });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe('data: first\n\n');
    // Longer than timeoutMs, which is for the beginning of an answer alone.
    const startedAt = Date.now();
    await expect.poll(() => Date.now() - startedAt).toBeGreaterThan(500);
    send('second');
    expect((await reader?.read())?.value).toBe('data: second\n\n');
    expect(steps).toEqual([]);
    stop.abort();
    await expect.poll(() => steps).toEqual(['closed']);
  });

  it('answers 502 in the form of errors where the server is away', async () => {
    const errors: string[] = [];
    const url = await mount({
      target: 'http://127.0.0.1:9',
      onError: (error, { url: path }) => errors.push(`${path} ${error.message}`),
    });
    const answer = await fetch(`${url}/api/v1/analytics/track`, { method: 'POST', body: 'x' });
    expect(answer.status).toBe(502);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(await answer.json()).toEqual({
      success: false,
      error: { code: 'bad_gateway', message: expect.any(String) },
    });
    expect(errors).toEqual([expect.stringMatching(/^\/track .*ECONNREFUSED/)]);
  });

  it('answers 502 where the server hangs up, and 504 where it does not answer in time', async () => {
    const target = await listen((request) => {
      if (request.url === '/hang-up') request.socket.destroy();
    });
    const url = await mount({ target, timeoutMs: 100 });
    expect((await fetch(`${url}/api/v1/analytics/hang-up`)).status).toBe(502);
    const late = await fetch(`${url}/api/v1/analytics/late`);
    expect(late.status).toBe(504);
    expect(await late.json()).toEqual({
      success: false,
      error: { code: 'gateway_timeout', message: expect.any(String) },
    });
  });

  it('breaks off an answer that breaks off behind it', async () => {
    const target = await listen((request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => request.socket.destroy());
    });
    const url = await mount({ target });
    await expect(fetch(`${url}/api/v1/analytics/export`).then((answer) => answer.text())).rejects.toThrow();
  });

  it('a client that gives up before the answer is no error', async () => {
    const errors: unknown[] = [];
    const steps: string[] = [];
    const target = await listen((request, response) => {
      steps.push('asked');
      response.on('close', () => steps.push('closed'));
      request.resume();
    });
    const url = await mount({ target, onError: (error) => errors.push(error) });
    const request = httpRequest(`${url}/api/v1/analytics/slow`).on('error', () => undefined);
    request.end();
    await expect.poll(() => steps).toEqual(['asked']);
    request.destroy();
    await expect.poll(() => steps).toEqual(['asked', 'closed']);
    expect(errors).toEqual([]);
  });
});

it.each(['', 'analytics-server', 'analytics-server:3002'])(
  'the target "%s" is an error at once',
  (target) => {
    expect(() => analyticsProxy({ target })).toThrow();
  },
);
