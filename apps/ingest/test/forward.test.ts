import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { errorForm, startTestServer } from './fixture.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(options: Parameters<typeof startTestServer>[0] = {}) {
  const server = await startTestServer({ isDefault: true, ...options });
  closers.push(server.close);
  return server;
}

describe('INSIGHTS_URL', () => {
  async function startInsights(answer: (request: IncomingMessage, body: string) => unknown) {
    const requests: IncomingMessage[] = [];
    const upstream: Server = createServer(async (request, response) => {
      requests.push(request);
      if (request.url?.startsWith('/insights/stream')) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: 1\n\n');
        return;
      }
      const body = JSON.stringify(answer(request, await text(request)));
      response.writeHead(201, { 'content-type': 'application/json', 'x-upstream': 'yes' }).end(body);
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const close = async () => {
      upstream.closeAllConnections();
      await new Promise((resolve) => upstream.close(resolve));
    };
    closers.push(close);
    return { url: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`, requests, close };
  }

  test('forwards method, path, query, body and headers, and the answer back', async () => {
    const insights = await startInsights(({ method, url, headers }, body) => ({
      method,
      url,
      headers,
      body,
    }));
    const server = await start({ settings: { insightsUrl: insights.url } });
    const paths = ['/trpc/x.y', '/manage/projects', '/mcp', '/prometheus/p', '/hooks/gatrix/t'];
    for (const path of ['/insights/p/metrics?period=7d&a=%2F', ...paths]) {
      const answer = await server.send(path, {
        method: 'POST',
        body: '{"a": "ü"}',
        headers: { 'content-type': 'application/json', authorization: 'Bearer t', 'x-request-id': 'r-1' },
      });
      expect(answer.status).toBe(201);
      expect(answer.headers.get('x-upstream')).toBe('yes');
      expect(answer.body).toMatchObject({ method: 'POST', url: path, body: '{"a": "ü"}' });
      expect(answer.body.headers).toMatchObject({
        authorization: 'Bearer t',
        'x-request-id': 'r-1',
        'x-forwarded-for': '127.0.0.1',
      });
    }
    expect((await server.send('/insightsX')).status).toBe(404);
  });

  test('streams pass at once, and end when the reader leaves', async () => {
    const insights = await startInsights(() => ({}));
    const server = await start({ settings: { insightsUrl: insights.url } });
    const leaving = new AbortController();
    const answer = await fetch(`${server.url}/insights/stream`, { signal: leaving.signal });
    const reader = answer.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('data: 1\n\n');
    const [request] = insights.requests;
    expect(request?.socket.destroyed).toBe(false);
    leaving.abort();
    await vi.waitFor(() => expect(request?.socket.destroyed).toBe(true), 30_000);
  });

  test('502 in the error form while nobody answers; 404 where none is set', async () => {
    const insights = await startInsights(() => ({}));
    const server = await start({ settings: { insightsUrl: insights.url } });
    await insights.close();
    const { status, body } = await server.send('/insights/p/metrics');
    expect(status).toBe(502);
    expect(body).toEqual(errorForm('bad_gateway'));
    expect((await (await start()).send('/insights/p/metrics')).status).toBe(404);
  });
});
