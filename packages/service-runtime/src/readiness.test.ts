import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { refuseFull } from './disk-space.ts';
import { createReadiness, type Readiness, type ReadinessOptions } from './readiness.ts';
import { createWorkWatch } from './work-watch.ts';

const opened: Readiness[] = [];
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  for (const readiness of opened.splice(0)) readiness.close();
  vi.useRealTimers();
});

function open(options: ReadinessOptions): Readiness {
  const readiness = createReadiness(options);
  opened.push(readiness);
  return readiness;
}

test('a dependency that does not answer is down after two seconds, and for how long is known', async () => {
  let isHanging = false;
  const hang = () => (isHanging ? new Promise<void>(() => {}) : Promise.resolve());
  const readiness = open({ checks: { redis: hang, mysql: async () => undefined } });
  await vi.advanceTimersByTimeAsync(60_000);
  isHanging = true;
  await vi.advanceTimersByTimeAsync(37_000);
  const read = readiness.read();
  await vi.advanceTimersByTimeAsync(2_000);
  const { isReady, parts } = await read;
  expect(isReady).toBe(false);
  expect(parts).toEqual([
    { name: 'redis', status: 'down', seconds: expect.any(Number), message: 'did not answer within 2 s' },
    { name: 'mysql', status: 'ok', seconds: 99 },
  ]);
  expect(parts[0]?.seconds).toBeGreaterThanOrEqual(30);
  isHanging = false;
  expect((await readiness.read()).isReady).toBe(true);
});

test('work that fails or hangs is said; what messages do without is no reason to send none here', async () => {
  const [stores, answers] = [createWorkWatch(), createWorkWatch()];
  const readiness = open({ checks: {}, work: { stores }, besides: { answers } });
  answers.failed(new Error('no answer', { cause: new Error('refused') }));
  expect(await readiness.read()).toEqual({
    isReady: true,
    parts: [
      { name: 'stores', status: 'ok', seconds: 0 },
      { name: 'answers', status: 'down', seconds: 0, message: 'no answer: refused' },
    ],
  });
  let end = () => {};
  const storing = stores.run(() => new Promise<void>((resolve) => (end = resolve)));
  await vi.advanceTimersByTimeAsync(45_000);
  const { isReady, parts } = await readiness.read();
  expect(isReady).toBe(false);
  expect(parts[0]).toMatchObject({ status: 'down', message: 'has been under way for 45 s' });
  end();
  await storing;
  expect((await readiness.read()).isReady).toBe(true);
});

test('a failure ends with the next success, and after a minute in which nothing was tried', async () => {
  const accepts = createWorkWatch();
  const fail = () => accepts.run(() => Promise.reject(new Error('full'))).catch(() => undefined);
  await fail();
  expect(accepts.problem()).toBe('full');
  await accepts.run(async () => undefined);
  expect(accepts.problem()).toBeUndefined();
  await fail();
  await vi.advanceTimersByTimeAsync(61_000);
  expect(accepts.problem()).toBeUndefined();
});

test('a disk with less than 256 MiB is full', () => {
  refuseFull(256 * 1024 ** 2);
  expect(() => refuseFull(200_000_000)).toThrow('the disk is full: 190 MiB are free, 256 are needed');
});
