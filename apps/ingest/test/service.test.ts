import { Agent, request } from 'node:http';
import { MetadataUnavailableError } from '@gatrix/analytics-metadata';
import { createInProcessEventQueue, type EventQueue, QueueUnavailableError } from '@gatrix/analytics-queue';
import { startHealthServer } from '@gatrix/analytics-service-runtime';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createIngestMetrics } from '../src/app.ts';
import { loadIngestConfig } from '../src/config.ts';
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

const event = { type: 'track', payload: { name: 'x' } };

describe('health and readiness', () => {
  test('/health answers as long as the process lives, /ready while its dependencies do', async () => {
    let isDown = false;
    const redis = async () => {
      if (isDown) throw new Error('connection refused');
    };
    const server = await start({ deps: { checks: { redis, mysql: async () => undefined } } });
    const health = { status: 'ok', uptime: expect.any(Number), version: '1.2.3' };
    expect(await server.send('/health')).toMatchObject({ status: 200, body: health });
    expect((await server.send('/ready')).status).toBe(200);
    isDown = true;
    const down = await server.send('/ready');
    expect(down.status).toBe(503);
    expect(down.body).toEqual({ ...errorForm('unavailable'), parts: expect.any(Array) });
    expect(down.body.error.details).toEqual([{ field: 'redis', message: 'connection refused' }]);
    expect(down.headers.get('retry-after')).not.toBeNull();
    expect((await server.send('/health')).body).toEqual(health);
  });
});

describe('a queue that cannot', () => {
  const queueThat = (changes: Partial<EventQueue>): EventQueue => ({
    ...createInProcessEventQueue(),
    ...changes,
  });

  test('take a message: 503 with Retry-After, and nothing was accepted', async () => {
    const queue = queueThat({
      publish: async () => {
        throw new QueueUnavailableError('away');
      },
    });
    const server = await start({ deps: { queue } });
    for (const body of [event, [event, event]]) {
      const answer = await server.server('/track', body);
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('5');
      expect(answer.body).toEqual(errorForm('unavailable'));
    }
  });

  test('hold more: 503 before it is asked', async () => {
    let isFull = true;
    const publish = vi.fn(async () => undefined);
    const queue = queueThat({ publish, backlog: async () => (isFull ? 10 : 0) });
    const server = await start({ deps: { queue }, settings: { maxBacklog: 10 } });
    const status = async () => (await server.server('/track', event)).status;
    await vi.waitFor(async () => expect(await status()).toBe(503), 30_000);
    publish.mockClear();
    expect((await server.server('/track', event)).headers.get('retry-after')).toBe('5');
    expect(publish).not.toHaveBeenCalled();
    isFull = false;
    await vi.waitFor(async () => expect(await status()).toBe(200), 30_000);
  });
});

test('more comes than the queue can send: 503 with Retry-After, and nothing was accepted', async () => {
  const publish = vi.fn(async () => undefined);
  const admitted: number[] = [];
  const admits = (messages: number) => {
    admitted.push(messages);
    return messages === 0;
  };
  const server = await start({ deps: { queue: { ...createInProcessEventQueue(), publish, admits } } });
  for (const body of [event, [event, event]]) {
    const answer = await server.server('/track', body);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(answer.body).toEqual(errorForm('unavailable'));
  }
  expect(admitted).toEqual([0, 1, 0, 2]);
  expect(publish).not.toHaveBeenCalled();
});

describe('while not one message more may come', () => {
  const full = () => start({ deps: { queue: { ...createInProcessEventQueue(), admits: () => false } } });

  test('a request is 503 by its headers, whoever sends it and whatever its body is', async () => {
    const server = await full();
    const answers = [
      await server.server('/track', event),
      await server.page('/identify', { profileId: 'u1' }),
      await fetch(`${server.url}/track`, { method: 'POST', body: '{' }),
      await fetch(`${server.url}/v1/batch`, { method: 'POST', body: '{' }),
      await fetch(`${server.url}/track`, {
        method: 'POST',
        body: '[]',
        headers: { 'openpanel-client-id': 'x' },
      }),
    ];
    expect(answers.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual(
      answers.map(() => [503, '5']),
    );
  });

  test("Mixpanel's SDK in a page, which sends credentials, may read the answer", async () => {
    const server = await full();
    const send = (path: string) =>
      fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { origin: 'https://game.example', 'content-type': 'application/x-www-form-urlencoded' },
        body: 'data=%5B%5D',
      });
    const answer = await send('/track/');
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([
      503,
      'https://game.example',
    ]);
    expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
    expect((await send('/track')).headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('the sender of a large body gets the answer, and its connection takes the next request', async () => {
    const server = await full();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const body = JSON.stringify({ ...event, padding: 'x'.repeat(500_000) });
    const ports: (number | undefined)[] = [];
    for (let time = 0; time < 3; time++) {
      const status = await new Promise((resolve, reject) => {
        const sent = request(`${server.url}/track`, { method: 'POST', agent }, (answer) => {
          ports.push(answer.socket.localPort);
          answer.resume().on('end', () => resolve(answer.statusCode));
        });
        sent.on('error', reject).end(body);
      });
      expect(status).toBe(503);
      expect((await fetch(`${server.url}/track`, { method: 'POST', body })).status).toBe(503);
    }
    agent.destroy();
    expect(new Set(ports).size).toBe(1);
  });
});

test('of many requests that are refused for one reason the log has a line, and a second later how many more', async () => {
  const full = await start({ settings: { maxBacklog: 0 } });
  const statuses = await Promise.all(
    Array.from({ length: 20 }, async () => (await full.server('/track', event)).status),
  );
  expect(statuses).toEqual(Array.from({ length: 20 }, () => 503));
  const lines = () => full.log.map((line) => JSON.parse(line)).filter(({ level }) => level === 'warn');
  const reason = 'the queue is full; nothing was accepted';
  await vi.waitFor(
    () =>
      expect(lines()).toEqual([
        expect.objectContaining({ msg: 'request refused', reason, requestId: expect.any(String) }),
        expect.objectContaining({ msg: 'more requests refused', reason, refused: 19 }),
      ]),
    30_000,
  );
});

test('clients that cannot be looked up: 503 with Retry-After', async () => {
  const away = async () => {
    throw new MetadataUnavailableError(new Error('connection refused'));
  };
  const server = await start({ deps: { directory: { find: away, verify: away, verifySigned: away } } });
  for (const send of [server.page, server.server]) {
    const { status, headers, body } = await send('/track', event);
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('5');
    expect(body).toEqual(errorForm('unavailable'));
  }
  expect(server.received).toEqual([]);
});

describe('request ids', () => {
  test('a sane x-request-id is taken, echoed and logged; another is replaced', async () => {
    const queue: EventQueue = {
      ...createInProcessEventQueue(),
      publish: async () => {
        throw new Error('boom');
      },
    };
    const server = await start({ deps: { queue } });
    const failed = await server.server('/track', event, { 'x-request-id': 'trace-1:a/b' });
    expect(failed.status).toBe(500);
    expect(failed.body.error.message).not.toContain('boom');
    expect(failed.headers.get('x-request-id')).toBe('trace-1:a/b');
    const lines = server.log.map((line) => JSON.parse(line)).filter(({ level }) => level === 'error');
    expect(lines).toEqual([expect.objectContaining({ requestId: 'trace-1:a/b' })]);
    for (const bad of ['x'.repeat(200), 'a b', '{"a":1}']) {
      const { headers } = await server.send('/health', { headers: { 'x-request-id': bad } });
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
    expect((await server.send('/nope')).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('the id travels with the messages', async () => {
    const server = await start();
    await server.server('/track', event, { 'x-request-id': 'trace-2' });
    expect(server.received[0]?.context.requestId).toBe('trace-2');
  });
});

describe('/metrics', () => {
  test('is not there without a token, and only for who has it', async () => {
    expect((await (await start()).send('/metrics')).status).toBe(404);
    const server = await start({ settings: { metricsToken: 'a-token-of-some-length' } });
    for (const authorization of ['', 'Bearer wrong', 'a-token-of-some-length', 'Basic YTpi']) {
      const answer = await server.send('/metrics', { headers: { authorization } });
      expect(answer.status).toBe(401);
      expect(answer.body).toEqual(errorForm('unauthorized'));
    }
    await server.server('/track', [event, event, 5]);
    await server.post('/track', event, { 'openpanel-client-id': 'nope' });
    await server.page('/track', event, { 'user-agent': 'Googlebot/2.1' });
    await server.send('/nowhere');
    const {
      status,
      headers,
      text: body,
    } = await server.send('/metrics', {
      headers: { authorization: 'Bearer a-token-of-some-length' },
    });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
    expect(body).toContain('gatrix_ingest_messages_accepted_total 3');
    expect(body).toContain('gatrix_ingest_messages_bots_total 1');
    expect(body).toContain('gatrix_ingest_messages_rejected_total{reason="invalid_message"} 1');
    expect(body).toContain('gatrix_ingest_messages_rejected_total{reason="unauthorized"} 1');
    expect(body).toMatch(/http_request_duration_seconds_count\{route="\/track",status="200"\} 1/);
    expect(body).toMatch(/http_request_duration_seconds_count\{route="\/track",status="401"\} 1/);
    expect(body).toMatch(/http_request_duration_seconds_count\{route="none",status="404"\} 1/);
    expect(body).toContain('gatrix_ingest_backlog_messages');
  });

  test('on a port of their own they need none', async () => {
    const metrics = createIngestMetrics();
    const { port, close } = await startHealthServer({ metrics, host: '127.0.0.1', port: 0 });
    closers.push(close);
    metrics.published(7, 0.002, true);
    const body = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(body).toContain('gatrix_ingest_published_messages_sum 7');
    expect(body).toContain('gatrix_ingest_publish_duration_seconds_count{outcome="durable"} 1');
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  });
});

describe('settings', () => {
  test('every problem is named at once', () => {
    const env = {
      PORT: 'x',
      TRUSTED_PROXIES: 'nonsense',
      METRICS_TOKEN: 'short',
      INSIGHTS_URL: 'ftp://a',
      QUEUE_PREFIX: 'a',
    };
    const problems = (() => {
      try {
        loadIngestConfig(env);
        return '';
      } catch (error) {
        return String(error);
      }
    })();
    for (const name of Object.keys(env)) expect(problems).toContain(name);
  });

  test('defaults are those of the plan', () => {
    expect(loadIngestConfig({})).toMatchObject({
      PORT: 3002,
      RATE_LIMIT_MAX: 100,
      RATE_LIMIT_MAX_ORIGIN: 1_000,
    });
    expect(loadIngestConfig({}).METRICS_PORT ?? loadIngestConfig({}).METRICS_TOKEN).toBeUndefined();
  });
});
