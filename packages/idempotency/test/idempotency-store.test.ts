import { randomUUID } from 'node:crypto';
import { connectForWork, type RedisConnection } from '@gatrix/analytics-redis';
import { redisForTest } from '@gatrix/analytics-test-services';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  createInProcessIdempotencyStore,
  createRedisIdempotencyStore,
  type IdempotencyStore,
  messageKey,
} from '../src/index.ts';

let redis: RedisConnection;
let keyPrefix: string;
beforeAll(async () => {
  const given = await redisForTest();
  redis = connectForWork({ url: given.redisUrl });
  keyPrefix = given.keyPrefix;
});
afterAll(() => redis.disconnect());

/** Every chunk that is asked about has its job, as in the queue, unless it is taken away. */
function redisStore(prefix = `{${keyPrefix}${randomUUID()}}`): IdempotencyStore {
  const chunkKey = (chunkId: string) => `${prefix}:job:${chunkId}`;
  const store = createRedisIdempotencyStore({ redis, prefix, chunkKey });
  return {
    ...store,
    async claim(batchId, chunks) {
      for (const { chunkId } of chunks)
        if (!gone.has(chunkId)) await redis.hset(chunkKey(chunkId), 'data', '{}');
      return store.claim(batchId, chunks);
    },
  };
}
const gone = new Set<string>();
const memoryStore = (options: { maxKeys?: number; now?: () => number } = {}) =>
  createInProcessIdempotencyStore({ load: async function* () {}, now: Date.now, ...options });

const chunk = (ids: readonly string[], chunkId: string = randomUUID()) => ({
  chunkId,
  owner: chunkId,
  keys: ids.map((id) => messageKey('p', id)),
});
const claimed = (owned: readonly boolean[]) => ({ status: 'claimed', owned });

describe.each([
  ['Redis', redisStore],
  ['in-process', memoryStore],
] as const)('%s', (_name, create: () => IdempotencyStore) => {
  test('a message belongs to the first chunk that claims it', async () => {
    const store = create();
    expect(await store.claim('b1', [chunk(['a', 'b']), chunk(['b', 'c'])])).toEqual([
      claimed([true, true]),
      claimed([false, true]),
    ]);
    await store.complete('b1', []);
    expect(await store.claim('b2', [chunk(['c', 'd', 'a'])])).toEqual([claimed([false, true, false])]);
  });

  test('the same id in another project is another message', async () => {
    const store = create();
    await store.claim('b1', [chunk(['a'])]);
    const id = randomUUID();
    expect(await store.claim('b2', [{ chunkId: id, owner: id, keys: [messageKey('q', 'a')] }])).toEqual([
      claimed([true]),
    ]);
  });

  test('of a hundred chunks that race for a message, one has it', async () => {
    const store = create();
    const claims = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const claims = await store.claim(`b${index}`, [chunk(['x'])]);
        await store.complete(`b${index}`, []);
        return claims;
      }),
    );
    expect(claims.flat().filter((claim) => claim.status === 'claimed' && claim.owned[0])).toHaveLength(1);
  });

  test('a replayed chunk has the messages of the chunk it was', async () => {
    const store = create();
    const first = chunk(['a']);
    await store.claim('b1', [first]);
    await store.complete('b1', [first.chunkId]);
    expect(await store.claim('b2', [{ ...first, chunkId: randomUUID(), owner: first.chunkId }])).toEqual([
      claimed([true]),
    ]);
  });
});

test('Redis: a chunk that comes again names the batch it belongs to, and is done once that is', async () => {
  const store = redisStore();
  const [a, b] = [chunk(['1', '2']), chunk(['2', '3'])];
  await store.claim('first', [a, b]);
  expect(await store.claim('second', [a, chunk(['3', '4'])])).toEqual([
    { status: 'assigned', batchId: 'first' },
    claimed([false, true]),
  ]);
  expect(await store.chunksOf('first')).toEqual([a.chunkId, b.chunkId]);
  // Put together again, the batch has the same messages as before.
  expect(await store.claim('first', [a, b])).toEqual([claimed([true, true]), claimed([false, true])]);
  expect(await store.chunksOf('first')).toEqual([a.chunkId, b.chunkId]);
  await store.complete('first', [a.chunkId, b.chunkId]);
  expect(await store.claim('third', [a])).toEqual([{ status: 'done' }]);
  expect(await store.chunksOf('first')).toEqual([]);
});

test('Redis: claims expire after two days at most, so that memory is bounded', async () => {
  const prefix = `{${keyPrefix}${randomUUID()}}`;
  const store = redisStore(prefix);
  await store.claim('b', [chunk(Array.from({ length: 50 }, (_, index) => String(index)))]);
  const keys = await redis.keys(`${prefix}:seen:*`);
  expect(keys.length).toBeGreaterThan(10);
  for (const key of keys) {
    const ttl = await redis.ttl(key);
    expect(ttl, key).toBeGreaterThan(86_400);
    expect(ttl, key).toBeLessThanOrEqual(172_800);
  }
});

test('Redis: claims lie where every version looks for them, so that workers of two versions know of each other', async () => {
  const prefix = `{${keyPrefix}${randomUUID()}}`;
  const store = redisStore(prefix);
  const own = chunk(['a']);
  await store.claim('b', [own]);
  // The SHA-1 of 'p\0a'.
  expect(Buffer.from(own.keys[0] ?? '', 'latin1').toString('hex')).toMatch(/^a59d2944/);
  const [key = ''] = await redis.keys(`${prefix}:seen:*`);
  expect(key).toMatch(/:seen:\d+:a59d$/);
  const [field] = await redis.hkeysBuffer(key);
  expect(field?.toString('hex')).toBe('2944691913ac151f33005d0a7a68');
  await redis.hset(key, Buffer.from('2944691913ac151f33005d0a7a68', 'hex'), 'of another');
  expect(await store.claim('c', [chunk(['a'])])).toEqual([claimed([false])]);
});

test('Redis: a chunk whose job is gone is done, however late a worker that was frozen with it asks', async () => {
  const prefix = `{${keyPrefix}${randomUUID()}}`;
  const store = redisStore(prefix);
  const late = chunk(['a']);
  await store.claim('first', [late]);
  await store.complete('first', [late.chunkId]);
  await redis.del(`${prefix}:job:${late.chunkId}`);
  gone.add(late.chunkId);
  expect(await store.claim('second', [late])).toEqual([{ status: 'done' }]);
  expect(await store.chunksOf('second')).toEqual([]);
  const removed = chunk(['b']);
  gone.add(removed.chunkId);
  expect(await store.claim('third', [removed])).toEqual([{ status: 'done' }]);
  expect(await store.claim('fourth', [chunk(['b'])]), 'what it never stored').toEqual([claimed([true])]);
});

test('Redis: a chunk whose worker died between its claims and its batch has the same messages in the next batch', async () => {
  const store = redisStore();
  const [first, copy] = [chunk(['a', 'b']), chunk(['b', 'c'])];
  const died = vi.spyOn(redis, 'gatrixFixBatch').mockRejectedValueOnce(new Error('the connection is gone'));
  await expect(store.claim('died', [first])).rejects.toThrow('the connection is gone');
  died.mockRestore();
  expect(await store.chunksOf('died')).toEqual([]);
  expect(await store.claim('of the copy', [copy])).toEqual([claimed([false, true])]);
  expect(await store.claim('next', [first])).toEqual([claimed([true, true])]);
});

test('Redis: a job that is made while its chunk is claimed makes no duplicates of its messages', async () => {
  const store = redisStore();
  const late = chunk(['a', 'b']);
  const own = vi.spyOn(redis, 'gatrixOwn').mockResolvedValueOnce(['']);
  await expect(store.claim('first', [late])).rejects.toThrow('had no job');
  own.mockRestore();
  expect(await store.claim('second', [late])).toEqual([{ status: 'assigned', batchId: 'first' }]);
  expect(await store.claim('first', [late])).toEqual([claimed([true, true])]);
});

test('Redis: a large batch is claimed by many scripts, between which others are answered', async () => {
  const store = redisStore();
  const ids = Array.from({ length: 40_000 }, (_, index) => String(index));
  const chunks = Array.from({ length: 400 }, (_, index) => chunk(ids.slice(index * 100, (index + 1) * 100)));
  const scripts = vi.spyOn(redis, 'gatrixOwn');
  const claims = await store.claim('large', chunks);
  expect(scripts).toHaveBeenCalledTimes(40);
  scripts.mockRestore();
  expect(claims).toEqual(chunks.map(({ keys }) => claimed(keys.map(() => true))));
  expect(await store.chunksOf('large')).toEqual(chunks.map(({ chunkId }) => chunkId));
});

test('Redis: a batch of more chunks than a Lua stack has room for is one batch', async () => {
  const store = redisStore();
  const chunks = Array.from({ length: 10_000 }, (_, index) => chunk([String(index)]));
  const claims = await store.claim('big', chunks);
  expect(claims.every((claim) => claim.status === 'claimed')).toBe(true);
  expect(await store.chunksOf('big')).toEqual(chunks.map(({ chunkId }) => chunkId));
});

test('in-process: a copy of a message on its way is answered only after that one is stored', async () => {
  const store = memoryStore();
  await store.claim('b1', [chunk(['a', 'b'])]);
  let isAnswered = false;
  const copy = store.claim('b2', [chunk(['a', 'c'])]).then((claims) => {
    isAnswered = true;
    return claims;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isAnswered).toBe(false);
  await store.complete('b1', []);
  expect(await copy).toEqual([claimed([false, true])]);
});

test('in-process: a copy stores the message itself where the first one failed', async () => {
  const store = memoryStore();
  await store.claim('b1', [chunk(['a'])]);
  const copies = [store.claim('b2', [chunk(['a'])]), store.claim('b3', [chunk(['a'])])];
  await store.abandon('b1');
  expect(await copies[0]).toEqual([claimed([true])]);
  await store.complete('b2', []);
  expect(await copies[1]).toEqual([claimed([false])]);
});

test('in-process: what the process before stored is known', async () => {
  const stored = messageKey('p', 'old');
  const store = createInProcessIdempotencyStore({
    load: async function* () {
      yield { key: stored, storedAt: Date.now() - 1_000 };
    },
    now: Date.now,
  });
  expect(await store.claim('b', [chunk(['old', 'new'])])).toEqual([claimed([false, true])]);
});

test('in-process: memory is bounded, and what was forgotten is looked up', async () => {
  let time = 1_000_000_000;
  const store = memoryStore({ maxKeys: 10, now: () => time });
  const before = store.horizon(time);
  for (let index = 0; index < 20; index++) {
    time += 1_000;
    await store.claim(`b${index}`, [chunk([String(index)])]);
    await store.complete(`b${index}`, []);
  }
  expect(await store.claim('again', [chunk(['19', '0'])])).toEqual([claimed([false, true])]);
  expect(store.horizon(time)).toBeGreaterThanOrEqual(1_000_000_000 + 10_000);
  expect(before).toBeLessThan(1_000_000_000);
});

test('in-process: messages of a batch that failed can be claimed again, and everything is looked up meanwhile', async () => {
  const time = 1_000_000_000;
  const store = memoryStore({ now: () => time });
  const failed = chunk(['a']);
  await store.claim('b1', [failed]);
  await store.abandon('b1');
  expect(await store.claim('b2', [chunk(['a'])])).toEqual([claimed([true])]);
  expect(store.horizon(time)).toBe(Number.POSITIVE_INFINITY);
  // By a clock that only goes forward: a step of the system's ends the doubt neither early nor late.
  expect(store.horizon(time + 25 * 3_600_000)).toBe(Number.POSITIVE_INFINITY);
  const later = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 25 * 3_600_000);
  expect(store.horizon(time)).toBeLessThan(time);
  later.mockRestore();
});
