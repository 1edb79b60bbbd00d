import { afterEach, describe, expect, test } from 'vitest';
import { type AnalyticsOptions, createAnalytics, type Message } from '../src/index.ts';
import { startCollector } from './collector.ts';

type Collector = Awaited<ReturnType<typeof startCollector>>;
let collector: Collector;
afterEach(() => collector?.close());

const dropped: [unknown, string][] = [];
function start(options: Partial<AnalyticsOptions> = {}) {
  dropped.length = 0;
  return createAnalytics({
    clientId: 'c-1',
    clientSecret: 's-1',
    apiUrl: collector.url,
    handleExit: false,
    onError: () => undefined,
    onDrop: ({ payload }, reason) => dropped.push([payload.name, reason]),
    ...options,
  });
}

test.each([
  [{ clientId: '' }, 'clientId'],
  [{ apiUrl: 'stats.example.com' }, 'apiUrl'],
  [{ apiUrl: '/api/v1/analytics' }, 'apiUrl'],
  [{ flushAt: 0 }, 'flushAt'],
  [{ maxQueue: Number.NaN }, 'maxQueue'],
])('a wrong option is named: %o', (options, name) => {
  const right = { clientId: 'c-1', clientSecret: 's-1', apiUrl: 'http://127.0.0.1:1' };
  expect(() => createAnalytics({ ...right, ...options })).toThrow(name);
});

describe('what is sent', () => {
  test('a loop is sent in full batches, compressed, with ids and times', async () => {
    collector = await startCollector();
    const analytics = start();
    for (let n = 0; n < 2_500; n++) analytics.track(`event ${n}`, { n });
    await analytics.flush();
    expect(await analytics.shutdown()).toBe(0);
    expect(collector.requests.map(({ batch }) => batch.length)).toEqual([1_000, 1_000, 500]);
    expect(collector.names()).toEqual(Array.from({ length: 2_500 }, (_, n) => `event ${n}`));
    expect(collector.requests[0]?.headers).toMatchObject({
      'content-encoding': 'gzip',
      'openpanel-client-id': 'c-1',
      'openpanel-client-secret': 's-1',
    });
    const ids = collector.requests.flatMap(({ batch }) => batch.map(({ payload }) => payload.id));
    expect(new Set(ids).size).toBe(2_500);
    for (const { payload } of collector.requests[0]?.batch ?? [])
      expect(Date.parse(`${payload.timestamp}`)).toBeGreaterThan(Date.now() - 60_000);
  });

  test('a request touches at most 24 months, and holds at most 1 MB in bytes of UTF-8', async () => {
    collector = await startCollector();
    const analytics = start();
    for (let month = 0; month < 30; month++)
      analytics.track('old', {}, { timestamp: new Date(Date.UTC(2022, month, 15)) });
    await analytics.flush();
    expect(collector.requests.map(({ batch }) => batch.length)).toEqual([24, 6]);
    for (let n = 0; n < 5; n++) analytics.track('big', { text: '가'.repeat(100_000) });
    await analytics.shutdown();
    expect(collector.requests.slice(2).map(({ batch }) => batch.length)).toEqual([3, 2]);
  });

  test('what waits alone is sent after the interval', async () => {
    collector = await startCollector();
    const analytics = start({ flushIntervalMs: 20 });
    analytics.track('alone');
    await expect.poll(() => collector.names()).toEqual(['alone']);
    await analytics.shutdown();
  });

  test('a time that is none is left for the server to refuse, not made now', async () => {
    collector = await startCollector();
    const analytics = start();
    analytics.track('when', {}, { timestamp: new Date('nonsense') });
    await analytics.shutdown();
    expect(collector.requests[0]?.batch[0]?.payload.timestamp).toBe('an invalid Date');
  });
});

describe('what is not taken for delivered', () => {
  test.each([
    ['a page of another server', { status: 200, body: '<!doctype html><title>Hello</title>' }],
    ['an empty answer', { status: 204, body: '' }],
    ['a redirect', { status: 301, headers: { location: 'https://stats.example.com/track' } }],
  ])('%s', async (_, reply) => {
    const errors: string[] = [];
    collector = await startCollector((request) => (request === 0 ? reply : { status: 200 }));
    const analytics = start({ onError: ({ message }) => errors.push(message) });
    analytics.track('kept');
    await analytics.flush();
    expect(errors).toEqual([expect.stringContaining(`answers ${reply.status}`)]);
    expect(await analytics.shutdown()).toBe(0);
    expect(collector.names()).toEqual(['kept', 'kept']);
    expect(dropped).toEqual([]);
  });
});

describe('what is given up', () => {
  test('more than the queue holds, by number and by bytes', async () => {
    collector = await startCollector();
    const analytics = start({ maxQueue: 3 });
    for (const name of ['a', 'b', 'c', 'd']) analytics.track(name);
    expect(dropped).toEqual([['d', 'queue_full']]);
    await analytics.flush();
    analytics.track('e');
    expect(await analytics.shutdown()).toBe(0);
    expect(collector.names()).toEqual(['a', 'b', 'c', 'e']);
    const small = start({ maxQueueBytes: 500 });
    small.track('fits');
    small.track('too much', { text: '가'.repeat(200) });
    expect(dropped).toEqual([['too much', 'queue_full']]);
    await small.shutdown();
  });

  test('properties that JSON cannot say, and hooks that throw', async () => {
    collector = await startCollector();
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const beforeSend = (message: Message) => {
      if (message.payload.name === 'throws') throw new Error('hook');
      return message.payload.name === 'unwanted' ? null : message;
    };
    const analytics = start({ beforeSend });
    analytics.track('circular', circular);
    analytics.track('big', { n: 1n });
    analytics.track('throws');
    analytics.track('unwanted');
    expect(dropped).toEqual([
      ['circular', 'serialization'],
      ['big', 'serialization'],
      ['throws', 'before_send'],
      ['unwanted', 'before_send'],
    ]);
    await analytics.shutdown();
    expect(collector.requests).toEqual([]);
  });

  test('what shutdown could not deliver in time, and what comes after it', async () => {
    collector = await startCollector(() => undefined);
    const analytics = start();
    analytics.track('late');
    const before = performance.now();
    expect(await analytics.shutdown(200)).toBe(1);
    expect(performance.now() - before).toBeLessThan(5_000);
    analytics.track('after');
    expect(dropped).toEqual([
      ['late', 'shutdown'],
      ['after', 'shutdown'],
    ]);
  });
});

test('a client that closes sends several requests at once, after one was taken, and loses none that a slow server takes', async () => {
  collector = await startCollector();
  let [onTheWay, most, first] = [0, 0, 0];
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const transport = async (url: string, init: RequestInit) => {
    onTheWay += 1;
    most = Math.max(most, onTheWay);
    // One by one they would wait for each other until the limit.
    if (most === 8) open();
    if (collector.requests.length > 0) await opened;
    else first = onTheWay;
    const answer = await fetch(url, init);
    onTheWay -= 1;
    return answer;
  };
  const analytics = start({ transport, shutdownTimeoutMs: 20_000 });
  for (let n = 0; n < 10_000; n += 1) analytics.track(`event ${n}`);
  expect(await analytics.shutdown()).toBe(0);
  expect([first, most]).toEqual([1, 8]);
  expect(new Set(collector.names()).size).toBe(10_000);
  expect(collector.requests).toHaveLength(10);
  expect(dropped).toEqual([]);
});

test('opting out while a request is under way takes nothing from what is recorded afterwards', async () => {
  let answer: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  collector = await startCollector();
  let isFirst = true;
  const transport = async (url: string, init: RequestInit) => {
    if (isFirst) {
      isFirst = false;
      await answered;
    }
    return fetch(url, init);
  };
  const analytics = start({ transport });
  analytics.track('before');
  const flushed = analytics.flush();
  await new Promise((resolve) => setImmediate(resolve));
  analytics.optOut();
  analytics.track('refused');
  analytics.optIn();
  analytics.track('again');
  answer();
  await flushed;
  expect(await analytics.shutdown()).toBe(0);
  expect(collector.names()).toEqual(['before', 'again']);
});
