import { randomUUID } from 'node:crypto';
import { connectForRequests, connectForWork } from '@gatrix/analytics-redis';
import { redisForTest } from '@gatrix/analytics-test-services';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ChunkPart, EventChunk, QueuedMessage } from '../src/chunk.ts';
import {
  createBullDeadLetters,
  createBullEventQueue,
  createInProcessEventQueue,
  type DeadLetters,
  type EventQueue,
  QueueUnavailableError,
  RetryLaterError,
} from '../src/index.ts';

interface Form {
  readonly queue: EventQueue;
  readonly deadLetters?: DeadLetters;
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function bullForm(
  options: { shards?: number; lockDurationMs?: number } = {},
): Promise<Form & { prefix: string; redisUrl: string }> {
  const { redisUrl, keyPrefix } = await redisForTest();
  const prefix = `{${keyPrefix}${randomUUID().slice(0, 8)}}`;
  const requests = connectForRequests({ url: redisUrl });
  const work = connectForWork({ url: redisUrl });
  await new Promise((resolve) => requests.once('ready', resolve));
  const deadLetters = createBullDeadLetters({ work, prefix, ...options });
  const queue = createBullEventQueue({
    requests,
    work,
    prefix,
    deadLetters,
    onError: () => undefined,
    ...options,
  });
  closers.push(async () => {
    await queue.close();
    await deadLetters.close();
    requests.disconnect();
    work.disconnect();
  });
  return { queue, deadLetters, prefix, redisUrl };
}

async function inProcessForm(): Promise<Form> {
  const queue = createInProcessEventQueue();
  closers.push(() => queue.close());
  return { queue };
}

function part(count: number, deviceId = 'd'): ChunkPart {
  const messages = Array.from(
    { length: count },
    (): QueuedMessage => ({
      id: randomUUID(),
      deviceId,
      sessionId: 's',
      profileId: '',
      timestamp: 1,
      sequence: 0,
      botName: '',
      message: {
        type: 'alias',
        payload: { id: undefined, timestamp: undefined, profileId: 'a', alias: 'b' },
      },
    }),
  );
  const geo = { country: '', region: '', city: '', latitude: null, longitude: null };
  const context = {
    projectId: 'p',
    requestId: 'r',
    receivedAt: 1,
    userAgent: '',
    geo,
    sdk: '',
    isServer: false,
    ownDomains: [],
    retentionDays: 0,
  };
  return { context, messages };
}

const idsOf = (chunks: readonly (EventChunk | ChunkPart)[]) =>
  chunks
    .flatMap((item) => ('parts' in item ? item.parts : [item]))
    .flatMap(({ messages }) => messages.map(({ id }) => id))
    .sort();

describe.each([
  ['in-process', inProcessForm],
  ['BullMQ', bullForm],
  ['BullMQ in three shards', () => bullForm({ shards: 3 })],
] as const)('%s', (_name, form) => {
  test('every published message reaches the consumer, whole', async () => {
    const { queue } = await form();
    const seen: EventChunk[] = [];
    const consumer = queue.consume(async (chunk) => void seen.push(chunk));
    closers.push(() => consumer.close());
    const parts = Array.from({ length: 50 }, (_, index) => part(3, `d${index}`));
    await Promise.all(parts.map((one) => queue.publish([one])));
    await vi.waitFor(() => expect(idsOf(seen)).toHaveLength(150), 30_000);
    expect(idsOf(seen)).toEqual(idsOf(parts));
    expect(seen[0]?.parts[0]?.context).toEqual(parts[0]?.context);
    expect(seen[0]?.parts[0]?.messages[0]).toMatchObject({
      message: { type: 'alias', payload: { profileId: 'a', alias: 'b' } },
    });
  });

  test('requests of a moment travel together', async () => {
    const { queue } = await form();
    const seen: EventChunk[] = [];
    const consumer = queue.consume(async (chunk) => void seen.push(chunk));
    closers.push(() => consumer.close());
    await Promise.all(Array.from({ length: 100 }, () => queue.publish([part(1)])));
    await vi.waitFor(() => expect(idsOf(seen)).toHaveLength(100), 30_000);
    expect(seen.length).toBeLessThan(10);
  });

  test('what is counted travels with a chunk, once', async () => {
    const { queue } = await form();
    const seen: EventChunk[] = [];
    const consumer = queue.consume(async (chunk) => void seen.push(chunk));
    closers.push(() => consumer.close());
    const delta = { projectId: 'p', minute: 0, kind: 'rejected', reason: 'x', count: 2 };
    queue.count(delta);
    queue.count(delta);
    await vi.waitFor(
      () => expect(seen.flatMap(({ counters }) => counters)).toEqual([{ ...delta, count: 4 }]),
      30_000,
    );
  });
});

test('in-process: publishing ends only when the handler has, and fails when it fails', async () => {
  const { queue } = await inProcessForm();
  let isStored = false;
  queue.consume(async (chunk) => {
    if (idsOf([chunk]).length === 2) throw new Error('disk full');
    await new Promise((resolve) => setTimeout(resolve, 20));
    isStored = true;
  });
  await queue.publish([part(1)]);
  expect(isStored).toBe(true);
  await expect(queue.publish([part(2)])).rejects.toThrow(QueueUnavailableError);
});

test('BullMQ: publishing fails at once while Redis is away', async () => {
  const requests = connectForRequests({ url: 'redis://127.0.0.1:1' });
  const work = connectForWork({ url: 'redis://127.0.0.1:1' });
  const prefix = '{x}';
  const none = (await inProcessForm()).queue;
  const deadLetters = {
    add: async () => undefined,
    list: async () => [],
    get: async () => undefined,
    replay: async () => false,
    drop: async () => false,
    count: async () => 0,
  };
  const queue = createBullEventQueue({ requests, work, prefix, deadLetters, onError: () => undefined });
  const failure: unknown = await queue.publish([part(1)]).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(QueueUnavailableError);
  // It was refused: nobody waited until a command's time was up.
  expect(failure).toMatchObject({ cause: { message: expect.not.stringContaining('timed out') } });
  await expect(queue.ping()).rejects.toThrow(/ECONNREFUSED/);
  requests.disconnect();
  work.disconnect();
  await none.close();
});

test('BullMQ: a chunk that fails three times is a dead letter, and can be replayed once', async () => {
  const { queue, deadLetters } = await bullForm();
  let attempts = 0;
  let broken = true;
  const stored: EventChunk[] = [];
  const consumer = queue.consume(async (chunk) => {
    attempts += 1;
    if (broken) throw new Error('cannot be');
    stored.push(chunk);
  });
  closers.push(() => consumer.close());
  const sent = part(2);
  await queue.publish([sent]);
  await vi.waitFor(async () => expect(await deadLetters?.count()).toBe(1), 30_000);
  expect(attempts).toBe(3);
  const [letter] = (await deadLetters?.list()) ?? [];
  expect(letter?.reason).toBe('cannot be');
  broken = false;
  const replays = await Promise.all([
    deadLetters?.replay(letter?.id ?? ''),
    deadLetters?.replay(letter?.id ?? ''),
  ]);
  expect(replays).toContain(true);
  await vi.waitFor(() => expect(stored).toHaveLength(1), 30_000);
  expect(stored[0]).toMatchObject({ owner: letter?.id, verify: true });
  expect(idsOf(stored)).toEqual(idsOf([sent]));
  expect(await deadLetters?.count()).toBe(0);
});

test('BullMQ: a chunk that is given back does not use up its attempts', async () => {
  const { queue, deadLetters } = await bullForm();
  let attempts = 0;
  const consumer = queue.consume(async () => {
    attempts += 1;
    if (attempts <= 4) throw new RetryLaterError('not now');
  });
  closers.push(() => consumer.close());
  await queue.publish([part(1)]);
  await vi.waitFor(() => expect(attempts).toBe(5), 30_000);
  await vi.waitFor(async () => expect(await queue.backlog()).toBe(0), 30_000);
  expect(await deadLetters?.count()).toBe(0);
});

test('BullMQ: the backlog counts messages, and is 0 when all are done', async () => {
  const { queue } = await bullForm();
  await queue.publish([part(7)]);
  expect(await queue.backlog()).toBe(7);
  const consumer = queue.consume(async () => undefined);
  closers.push(() => consumer.close());
  await vi.waitFor(async () => expect(await queue.backlog()).toBe(0), 30_000);
});

test('BullMQ: what is no chunk at all goes to the dead letters', async () => {
  const { queue, deadLetters, prefix, redisUrl } = await bullForm();
  const { Queue } = await import('bullmq');
  const foreign = new Queue('analytics-events', { connection: connectForWork({ url: redisUrl }), prefix });
  await foreign.add('chunk', { hello: 'world' }, { jobId: 'foreign' });
  const consumer = queue.consume(async () => undefined);
  closers.push(() => consumer.close());
  await vi.waitFor(
    async () =>
      expect(await deadLetters?.list()).toEqual([
        expect.objectContaining({ id: 'foreign', reason: expect.stringContaining('not a chunk') }),
      ]),
    30_000,
  );
  await foreign.close();
});

test('BullMQ: of chunks with many bytes fewer are in hand at once, and all are handled', async () => {
  const { queue } = await bullForm();
  const text = 'x'.repeat(3_900_000);
  const large = () => {
    const { context, messages } = part(1);
    return { context: { ...context, userAgent: text }, messages };
  };
  for (let published = 0; published < 40; published++) await queue.publish([large()]);
  let inHand = 0;
  let handled = 0;
  let most = 0;
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const consumer = queue.consume(async () => {
    inHand += 1;
    most = Math.max(most, inHand);
    await released;
    inHand -= 1;
    handled += 1;
  });
  closers.push(() => {
    release();
    return consumer.close();
  });
  await vi.waitFor(() => expect(inHand).toBe(32), 30_000);
  await queue.publish([part(1)]);
  expect(inHand).toBe(32);
  release();
  await vi.waitFor(() => expect(handled).toBe(41), 30_000);
  expect(most).toBeLessThanOrEqual(33);
});
