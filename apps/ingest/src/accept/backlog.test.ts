import { emptyGeoLookup } from '@gatrix/analytics-normalizer';
import { type ChunkPart, createInProcessEventQueue, type QueuedMessage } from '@gatrix/analytics-queue';
import { afterEach, expect, test, vi } from 'vitest';
import { watchBacklog } from './backlog.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const message: QueuedMessage = {
  id: '00000000-0000-7000-8000-000000000000',
  deviceId: 'd',
  sessionId: 's',
  profileId: '',
  timestamp: 0,
  sequence: 0,
  botName: '',
  message: {
    type: 'assign_group',
    payload: {
      groupIds: ['g'],
      id: undefined,
      timestamp: undefined,
      profileId: undefined,
      deviceId: undefined,
    },
  },
};
const part: ChunkPart = {
  context: {
    projectId: 'p',
    requestId: 'r',
    receivedAt: 0,
    userAgent: '',
    geo: emptyGeoLookup(''),
    sdk: '',
    isServer: true,
    ownDomains: [],
    retentionDays: 0,
  },
  messages: Array.from({ length: 100 }, () => message),
};

test('no acknowledgement takes much longer than 5 s, however many messages come and however slowly they are stored', async () => {
  vi.useFakeTimers();
  cleanups.push(() => void vi.useRealTimers());
  // A store of 2,000 messages a second: one batch after the other.
  let last: Promise<unknown> = Promise.resolve();
  const queue = createInProcessEventQueue();
  const consumer = queue.consume((chunk) => {
    const messages = chunk.parts.reduce((sum, { messages: own }) => sum + own.length, 0);
    last = last.then(() => new Promise((resolve) => setTimeout(resolve, messages / 2)));
    return last.then(() => undefined);
  });
  const backlog = watchBacklog(queue, 500_000, { onBacklog: () => undefined, onError: () => undefined });
  const counting = backlog.counting(queue);
  const waits: number[] = [];
  const refusals: string[] = [];
  // 20,000 a second, for twenty seconds.
  for (let tick = 0; tick < 2_000; tick++) {
    for (let request = 0; request < 2; request++) {
      const refusal = backlog.refusal(true, 50);
      if (refusal !== undefined) {
        refusals.push(refusal);
        continue;
      }
      const from = performance.now();
      void counting.publish([part]).then(() => waits.push(performance.now() - from));
    }
    await vi.advanceTimersByTimeAsync(10);
  }
  await vi.advanceTimersByTimeAsync(30_000);
  expect(new Set(refusals)).toEqual(new Set(['more waits than can be stored within 5 s']));
  expect(Math.max(...waits)).toBeLessThan(6_500);
  // What can be stored is stored: forty thousand in twenty seconds.
  expect(waits.length * 100).toBeGreaterThan(36_000);
  expect(backlog.refusal(true, 50), 'and when all is stored, the next is let in').toBeUndefined();
  backlog.close();
  const closed = consumer.close();
  await vi.advanceTimersByTimeAsync(5_000);
  await closed;
});

test('a store that stands still for four seconds refuses nobody, one that stands still for six does', async () => {
  const { backlog, publish, store } = slowly();
  for (let tick = 0; tick < 4; tick++) {
    expect(backlog.refusal(true, 50)).toBeUndefined();
    publish(50);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(backlog.refusal(true, 50)).toBeUndefined();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(backlog.refusal(true, 50)).toBe('more waits than can be stored within 5 s');
  store();
  await vi.advanceTimersByTimeAsync(0);
  expect(backlog.refusal(true, 50)).toBeUndefined();
});

test('while the backlog grows, only few are let in during a pause of the queue', async () => {
  const { backlog, publish, store, setBacklog } = slowly();
  for (let quarter = 0; quarter < 5; quarter++) await setBacklog(quarter * 10_000);
  for (let request = 0; request < 101; request++) publish(50);
  expect(backlog.refusal(true, 50), 'the queue may answer yet').toBeUndefined();
  await vi.advanceTimersByTimeAsync(150);
  expect(backlog.refusal(true, 50)).toBe('more comes than is stored, and the queue pauses');
  expect(backlog.refusal(true, 0), 'even by its headers').toBeDefined();
  store();
  await vi.advanceTimersByTimeAsync(0);
  expect(backlog.refusal(true, 50), 'when it goes on').toBeUndefined();
  for (let request = 0; request < 100; request++) publish(50);
  await vi.advanceTimersByTimeAsync(150);
  expect(backlog.refusal(true, 50), 'few wait').toBeUndefined();
});

test('however much waits in the queue, a pause refuses nobody while that does not grow', async () => {
  const { backlog, publish, setBacklog } = slowly();
  for (let quarter = 0; quarter < 6; quarter++) await setBacklog(200_000);
  for (let request = 0; request < 400; request++) publish(50);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(backlog.refusal(true, 50)).toBeUndefined();
});

test('a burst of 1,000 requests in one turn of the event loop refuses nobody, whatever waits and however long it takes', async () => {
  const { backlog, publish, store, setBacklog } = slowly();
  for (let quarter = 0; quarter < 5; quarter++) await setBacklog(quarter * 30_000);
  // From what was stored lately, 50,000 take no longer than 5 s.
  publish(10_000);
  store();
  await vi.advanceTimersByTimeAsync(0);
  let now = performance.now();
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
  cleanups.push(() => clock.mockRestore());
  const refusals: string[] = [];
  for (let request = 0; request < 1_000; request++) {
    const refusal = backlog.refusal(true, 50);
    if (refusal === undefined) publish(50);
    else refusals.push(refusal);
    now += 0.4;
  }
  expect(refusals).toEqual([]);
  // The turn is over, and timers that are overdue run once: answers are read only then.
  await vi.advanceTimersByTimeAsync(50);
  expect(backlog.refusal(true, 50)).toBeUndefined();
});

test('a queue that throws in place of returning a promise leaves nothing waiting', async () => {
  vi.useFakeTimers();
  cleanups.push(() => void vi.useRealTimers());
  const queue: ReturnType<typeof createInProcessEventQueue> = {
    ...createInProcessEventQueue(),
    publish() {
      throw new Error('not a chunk');
    },
  };
  const backlog = watchBacklog(queue, 500_000, { onBacklog: () => undefined, onError: () => undefined });
  cleanups.push(() => backlog.close());
  const publish = async () => backlog.counting(queue).publish([part]);
  await expect(publish()).rejects.toThrow('not a chunk');
  await vi.advanceTimersByTimeAsync(6_000);
  expect(backlog.refusal(true, 50)).toBeUndefined();
});

test('who has shown no secret is refused before those who have', async () => {
  const { backlog, publish, store } = slowly();
  publish(50);
  await vi.advanceTimersByTimeAsync(1_900);
  expect(backlog.refusal(false, 50)).toBeUndefined();
  await vi.advanceTimersByTimeAsync(200);
  expect(backlog.refusal(false, 50)).toBe('more waits than can be stored within 2 s');
  expect(backlog.refusal(true, 50)).toBeUndefined();
  store();
  await vi.advanceTimersByTimeAsync(0);
  expect(backlog.refusal(false, 50)).toBeUndefined();
});

test('a batch that comes after few messages, of which each took its time, refuses nobody', async () => {
  const { backlog, publish, store } = slowly();
  for (let tick = 0; tick < 20; tick++) {
    publish(1);
    await vi.advanceTimersByTimeAsync(600);
    expect(backlog.refusal(true, 50)).toBeUndefined();
    // One always waits: the next comes before the last is stored.
    publish(1);
    store(1);
    await vi.advanceTimersByTimeAsync(0);
  }
  publish(1_000);
  await vi.advanceTimersByTimeAsync(600);
  expect(backlog.refusal(true, 50)).toBeUndefined();
});

test('late messages that wait for long keep nobody else from sending, and are refused themselves', async () => {
  const { backlog, publish, publishLate } = slowly();
  const waiting = publishLate(100);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(backlog.refusal(true, 50)).toBeUndefined();
  publish(50);
  await expect(publishLate(100)).rejects.toThrow(
    'of late messages, more waits than can be stored within 5 s',
  );
  await expect(Promise.race([waiting, 'waits'])).resolves.toBe('waits');
});

/** A queue that acknowledges when it is told to. */
function slowly() {
  vi.useFakeTimers();
  cleanups.push(() => void vi.useRealTimers());
  const acknowledge: (() => void)[] = [];
  const inner = createInProcessEventQueue();
  let waiting = 0;
  const queue: typeof inner = {
    ...inner,
    backlog: async () => waiting,
    publish: () => new Promise((resolve) => acknowledge.push(resolve)),
  };
  const backlog = watchBacklog(queue, 500_000, { onBacklog: () => undefined, onError: () => undefined });
  cleanups.push(() => backlog.close());
  const counting = backlog.counting(queue);
  const publish = (messages: number, timestamp: number) =>
    counting.publish([
      { ...part, messages: Array.from({ length: messages }, () => ({ ...message, timestamp })) },
    ]);
  return {
    backlog,
    /** Messages that wait for workers, once that was asked for. */
    async setBacklog(messages: number) {
      waiting = messages;
      await vi.advanceTimersByTimeAsync(250);
    },
    publish: (messages: number) => void publish(messages, part.context.receivedAt),
    publishLate: (messages: number) => publish(messages, part.context.receivedAt - 40 * 86_400_000),
    /** All but the newest. */
    store(butNewest = 0) {
      const stored = acknowledge.splice(0, acknowledge.length - butNewest);
      for (const resolve of stored) resolve();
    },
  };
}
