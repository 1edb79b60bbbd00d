import type { RedisConnection } from '@gatrix/analytics-redis';
import type { Result } from 'ioredis';
import {
  type ChunkClaim,
  type ChunkKeys,
  claimMemoryMs,
  type IdempotencyStore,
} from './idempotency-store.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    gatrixOwn(prefix: string, ...owners: (string | Buffer)[]): Result<unknown, Context>;
    gatrixFixBatch(prefix: string, batchId: string, ...chunks: string[]): Result<unknown, Context>;
    gatrixComplete(prefix: string, batchId: string, ...jobs: string[]): Result<unknown, Context>;
  }
}

/**
 * A message key is a field of one of 65,536 small hashes a day, which Redis packs as list packs: 30 to 45 bytes
 * a message. Today's and yesterday's are looked at, so a claim lives 24 to 48 hours.
 * The value is the owning chunk; a chunk that comes again therefore claims the same messages. One without a job claims none.
 * A key comes as the hash's name and the field: making the name of two bytes here took an eighth of the script.
 */
const ownScript = `
local call, sub = redis.call, string.sub
local prefix = KEYS[1]
local day = math.floor(redis.call('TIME')[1] / 86400)
local today = prefix .. ':seen:' .. day .. ':'
local yesterday = prefix .. ':seen:' .. (day - 1) .. ':'
local answers = {}
for i = 1, #ARGV, 3 do
  local job, owner, keys = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local flags = {}
  local last = redis.call('EXISTS', job) == 1 and #keys or 0
  for p = 1, last, 18 do
    local slot = sub(keys, p, p + 3)
    local field = sub(keys, p + 4, p + 17)
    local known = call('HGET', yesterday .. slot, field)
    if not known then
      local bucket = today .. slot
      if call('HSETNX', bucket, field, owner) == 1 then
        known = owner
        if call('HLEN', bucket) == 1 then call('EXPIRE', bucket, 172800) end
      else
        known = call('HGET', bucket, field)
      end
    end
    flags[#flags + 1] = known == owner and '1' or '0'
  end
  answers[#answers + 1] = table.concat(flags)
end
return answers`;

const claimed = 'claimed';

/**
 * Which batch a chunk is part of is a field of the chunk's own job. It goes when the job does, and a chunk without
 * a job is done, however late a process that was frozen with it in hand asks.
 */
const fixBatchScript = `
local batch = ARGV[1]
local members = KEYS[1] .. ':batch:' .. batch
local answers = {}
for i = 2, #ARGV, 2 do
  local chunk, job = ARGV[i], ARGV[i + 1]
  local assigned = redis.call('HGET', job, 'batch')
  if not assigned and redis.call('EXISTS', job) == 0 then
    answers[#answers + 1] = 'done'
  elseif assigned and assigned ~= batch then
    answers[#answers + 1] = assigned
  else
    if not assigned then
      redis.call('HSET', job, 'batch', batch)
      redis.call('RPUSH', members, chunk)
    end
    answers[#answers + 1] = '${claimed}'
  end
end
redis.call('EXPIRE', members, 2592000)
return answers`;

const done = 'done';

const completeScript = `
for i = 2, #ARGV do
  if redis.call('EXISTS', ARGV[i]) == 1 then redis.call('HSET', ARGV[i], 'batch', '${done}') end
end
redis.call('DEL', KEYS[1] .. ':batch:' .. ARGV[1])
return 1`;

export interface RedisStoreOptions {
  /** A connection of its own: what is sent behind the claims of a large batch on the same one waits for them. */
  readonly redis: RedisConnection;
  /** Hash-tagged: all keys are in one slot of a cluster. */
  readonly prefix: string;
  /** The hash that exists for as long as a chunk is not completed: its job in the queue. */
  readonly chunkKey: (chunkId: string) => string;
  /** Resolves once what Redis answered is on its disk: a claim that is forgotten after an insert doubles its rows. */
  readonly whenWritten?: () => Promise<void>;
}

/** Two bytes of a key as four hexadecimal digits, and fourteen more as they are. */
const keyBytes = 18;
const hexDigits = Buffer.from('0123456789abcdef');
/** Of one script: Redis answers nobody else for some 5 µs a message. */
const maxKeysOfScript = 1_000;

/**
 * Claims in Redis, shared by all workers. Whose a message is does not depend on the batch, so messages are claimed a few at a time; which
 * chunks the batch has is written down in one step, and nothing is inserted before all of it has been answered.
 */
export function createRedisIdempotencyStore(options: RedisStoreOptions): IdempotencyStore {
  const { redis, prefix, chunkKey, whenWritten } = options;
  redis.defineCommand('gatrixOwn', { numberOfKeys: 1, lua: ownScript });
  redis.defineCommand('gatrixFixBatch', { numberOfKeys: 1, lua: fixBatchScript });
  redis.defineCommand('gatrixComplete', { numberOfKeys: 1, lua: completeScript });

  async function own(portion: readonly ChunkKeys[]): Promise<string[]> {
    const args = portion.flatMap(({ chunkId, owner, keys }) => [
      chunkKey(chunkId),
      ownerMark(owner),
      bytesOf(keys),
    ]);
    return asList(await redis.gatrixOwn(prefix, ...args)).map(String);
  }

  return {
    async claim(batchId, chunks) {
      const jobs = chunks.flatMap(({ chunkId }) => [chunkId, chunkKey(chunkId)]);
      // All on their way at once: an answer waits until this process has time for it, and there are many.
      const [flags, answers] = await Promise.all([
        Promise.all(portionsOf(chunks).map(own)),
        redis.gatrixFixBatch(prefix, batchId, ...jobs).then(asList),
      ]);
      await whenWritten?.();
      const flagsOf = flags.flat();
      return chunks.map(({ keys }, index) => {
        const claim = toClaim(String(answers[index]), flagsOf[index] ?? '');
        // Its job was made between the two scripts. Asked again, it is put together as a batch that was begun.
        if (claim.status === 'claimed' && claim.owned.length !== keys.length)
          throw new Error('a chunk had no job when its messages were claimed');
        return claim;
      });
    },
    chunksOf: (batchId) => redis.lrange(`${prefix}:batch:${batchId}`, 0, -1),
    async complete(batchId, chunkIds) {
      await redis.gatrixComplete(prefix, batchId, ...chunkIds.map(chunkKey));
    },
    // The claims and the batch stay: whoever gets its chunks next finishes it.
    abandon: async () => undefined,
    horizon: (now) => now - claimMemoryMs + 3_600_000,
  };
}

function bytesOf(keys: readonly string[]): Buffer {
  const bytes = Buffer.allocUnsafe(keys.length * keyBytes);
  for (let index = 0; index < keys.length; index++) {
    const at = index * keyBytes;
    bytes.write(keys[index] ?? '', at + 2, 16, 'latin1');
    writeHex(bytes, at, bytes[at + 2] ?? 0);
    writeHex(bytes, at + 2, bytes[at + 3] ?? 0);
  }
  return bytes;
}

function writeHex(bytes: Buffer, at: number, value: number): void {
  bytes[at] = hexDigits[value >> 4] ?? 0;
  bytes[at + 1] = hexDigits[value & 15] ?? 0;
}

function asList(answer: unknown): readonly unknown[] {
  if (!Array.isArray(answer)) throw new Error('unexpected answer of a claim script');
  return answer;
}

/** Neighbours together, as many as one script takes; a chunk is not divided. */
function portionsOf(chunks: readonly ChunkKeys[]): ChunkKeys[][] {
  const portions: ChunkKeys[][] = [];
  let room = 0;
  for (const chunk of chunks) {
    const last = portions.at(-1);
    room -= chunk.keys.length;
    if (last && room >= 0) last.push(chunk);
    else {
      portions.push([chunk]);
      room = maxKeysOfScript - chunk.keys.length;
    }
  }
  return portions;
}

function toClaim(answer: string, flags: string): ChunkClaim {
  if (answer === claimed) return { status: 'claimed', owned: ownedOf(flags) };
  if (answer === done) return { status: 'done' };
  return { status: 'assigned', batchId: answer };
}

function ownedOf(flags: string): boolean[] {
  const owned: boolean[] = [];
  for (let index = 0; index < flags.length; index++) owned.push(flags[index] === '1');
  return owned;
}

/** 8 bytes are enough to tell chunks of two days apart. */
function ownerMark(owner: string): Buffer {
  return Buffer.from(
    owner
      .replace(/[^0-9a-f]/g, '')
      .slice(-16)
      .padStart(16, '0'),
    'hex',
  );
}
