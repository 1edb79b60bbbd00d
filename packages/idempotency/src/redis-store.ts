import type { Cluster, Redis, Result } from 'ioredis';
import { type ChunkClaim, claimMemoryMs, type IdempotencyStore } from './idempotency-store.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    gatrixClaim(prefix: string, batchId: string, ...chunks: (string | Buffer)[]): Result<unknown, Context>;
    gatrixComplete(prefix: string, batchId: string, ...jobs: string[]): Result<unknown, Context>;
  }
}

/**
 * A message key is a field of one of 65,536 small hashes a day, which Redis packs as list packs: 30 to 45 bytes
 * a message. Today's and yesterday's are looked at, so a claim lives 24 to 48 hours.
 * The value is the owning chunk; a chunk that comes again therefore claims the same messages.
 *
 * Which batch a chunk is part of is a field of the chunk's own job. It goes when the job does, and a chunk without
 * a job is done, however late a process that was frozen with it in hand asks.
 */
const claimScript = `
local prefix = KEYS[1]
local batch = ARGV[1]
local day = math.floor(redis.call('TIME')[1] / 86400)
local today = prefix .. ':seen:' .. day .. ':'
local yesterday = prefix .. ':seen:' .. (day - 1) .. ':'
local members = prefix .. ':batch:' .. batch
local answers = {}
for i = 2, #ARGV, 4 do
  local chunk, job, owner, keys = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local assigned = redis.call('HGET', job, 'batch')
  if not assigned and redis.call('EXISTS', job) == 0 then
    answers[#answers + 1] = 'done'
  elseif assigned and assigned ~= batch then
    answers[#answers + 1] = assigned
  else
    local flags = {}
    for p = 1, #keys, 16 do
      local slot = string.format('%02x%02x', string.byte(keys, p), string.byte(keys, p + 1))
      local field = string.sub(keys, p + 2, p + 15)
      local known = redis.call('HGET', yesterday .. slot, field)
      if not known then
        local bucket = today .. slot
        if redis.call('HSETNX', bucket, field, owner) == 1 then
          known = owner
          if redis.call('HLEN', bucket) == 1 then redis.call('EXPIRE', bucket, 172800) end
        else
          known = redis.call('HGET', bucket, field)
        end
      end
      flags[#flags + 1] = known == owner and '1' or '0'
    end
    if not assigned then
      redis.call('HSET', job, 'batch', batch)
      redis.call('RPUSH', members, chunk)
    end
    answers[#answers + 1] = '=' .. table.concat(flags)
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
  readonly redis: Redis | Cluster;
  /** Hash-tagged: all keys are in one slot of a cluster. */
  readonly prefix: string;
  /** The hash that exists for as long as a chunk is not completed: its job in the queue. */
  readonly chunkKey: (chunkId: string) => string;
  /** Resolves once what Redis answered is on its disk: a claim that is forgotten after an insert doubles its rows. */
  readonly whenWritten?: () => Promise<void>;
}

/** Claims in Redis, shared by all workers. */
export function createRedisIdempotencyStore(options: RedisStoreOptions): IdempotencyStore {
  const { redis, prefix, chunkKey, whenWritten } = options;
  redis.defineCommand('gatrixClaim', { numberOfKeys: 1, lua: claimScript });
  redis.defineCommand('gatrixComplete', { numberOfKeys: 1, lua: completeScript });
  return {
    async claim(batchId, chunks) {
      const args = chunks.flatMap(({ chunkId, owner, keys }) => [
        chunkId,
        chunkKey(chunkId),
        ownerMark(owner),
        Buffer.from(keys.join(''), 'latin1'),
      ]);
      const answers = await redis.gatrixClaim(prefix, batchId, ...args);
      if (!Array.isArray(answers)) throw new Error('unexpected answer of the claim script');
      await whenWritten?.();
      return answers.map((answer) => toClaim(String(answer)));
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

function toClaim(answer: string): ChunkClaim {
  if (answer.startsWith('=')) {
    const owned = Array.from({ length: answer.length - 1 }, (_, index) => answer[index + 1] === '1');
    return { status: 'claimed', owned };
  }
  if (answer === done) return { status: 'done' };
  return { status: 'assigned', batchId: answer };
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
