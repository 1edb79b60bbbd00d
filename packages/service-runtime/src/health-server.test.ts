import { afterEach, expect, test } from 'vitest';
import { startHealthServer } from './health-server.ts';
import { createReadiness } from './readiness.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const metrics = { contentType: 'text/plain; version=0.0.4', text: async () => 'events 7\n' };

async function serve(options: Partial<Parameters<typeof startHealthServer>[0]> = {}) {
  const { port, close } = await startHealthServer({ host: '127.0.0.1', port: 0, metrics, ...options });
  closers.push(close);
  return async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  };
}

test('it lives while the process does, and is ready while what it needs is there', async () => {
  let isDown = false;
  const redis = async () => {
    if (isDown) throw new Error('connection refused');
  };
  const get = await serve({ readiness: createReadiness({ checks: { redis } }) });
  expect(await get('/ready')).toMatchObject({ status: 200, type: 'application/json' });
  isDown = true;
  const { status, text } = await get('/ready');
  expect(status).toBe(503);
  expect(JSON.parse(text)).toMatchObject({
    success: false,
    error: {
      code: 'unavailable',
      message: 'not ready: redis down',
      details: [{ field: 'redis', message: 'connection refused' }],
    },
    parts: [{ name: 'redis', status: 'down' }],
  });
  expect((await get('/health')).status).toBe(200);
});

test('metrics are in their own form, and what cannot be read is said', async () => {
  expect(await (await serve())('/metrics')).toEqual({
    status: 200,
    type: 'text/plain; version=0.0.4',
    text: 'events 7\n',
  });
  const text = () => Promise.reject(new Error('Redis is away'));
  const { status, text: said } = await (await serve({ metrics: { ...metrics, text } }))('/metrics');
  expect([status, JSON.parse(said).error.message]).toEqual([
    503,
    'the metrics cannot be read: Redis is away',
  ]);
});

test('without parts to ask there is no /ready, and nothing else either', async () => {
  const get = await serve();
  expect([(await get('/ready')).status, (await get('/')).status]).toEqual([404, 404]);
});
