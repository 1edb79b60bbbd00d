import type { Cluster, Redis } from 'ioredis';
import { type ChunkClaim, claimMemoryMs, type IdempotencyStore } from './idempotency-store.ts';

/**
 * A message key is a field of one of 65,536 small hashes a day, which Redis packs as list packs: 30 to 45 bytes
 * a message. Today's and yesterday's are looked at, so a claim lives 24 to 48 hours.
 * The value is the owning chunk; a chunk that comes again therefore claims the same messages.
 */
const claimScript = `
local prefix = KEYS[1]
local batch = ARGV[1]
local day = math.floor(redis.call('TIME')[1] / 86400)
local today = prefix .. ':seen:' .. day .. ':'
local yesterday = prefix .. ':seen:' .. (day - 1) .. ':'
local answers = {}
local members = {}
for i = 2, #ARGV, 3 do
  local chunk, owner, keys = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local assignment = prefix .. ':chunk:' .. chunk
  local assigned = redis.call('GET', assignment)
  if assigned and assigned ~= batch then
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
      redis.call('SET', assignment, batch, 'EX', 604800)
      members[#members + 1] = chunk
    end
    answers[#answers + 1] = '=' .. table.concat(flags)
  end
end
if #members > 0 then
  redis.call('RPUSH', prefix .. ':batch:' .. batch, unpack(members))
  redis.call('EXPIRE', prefix .. ':batch:' .. batch, 604800)
end
return answers`;

/** A chunk is known as done for longer than any publisher or worker can still hold on to it. */
const doneMemorySeconds = 600;
const done = 'done';

const completeScript = `
for i = 2, #ARGV do
  redis.call('SET', KEYS[1] .. ':chunk:' .. ARGV[i], '${done}', 'EX', ${doneMemorySeconds})
end
redis.call('DEL', KEYS[1] .. ':batch:' .. ARGV[1])
return 1`;

/** Claims in Redis, shared by all workers. `prefix` is hash-tagged: all keys are in one slot of a cluster. */
export function createRedisIdempotencyStore(redis: Redis | Cluster, prefix: string): IdempotencyStore {
  return {
    async claim(batchId, chunks) {
      const args: (string | Buffer)[] = [batchId];
      for (const { chunkId, owner, keys } of chunks)
        args.push(chunkId, ownerMark(owner), Buffer.concat(keys));
      const answers = await redis.eval(claimScript, 1, prefix, ...args);
      if (!Array.isArray(answers)) throw new Error('unexpected answer of the claim script');
      return answers.map((answer) => toClaim(String(answer)));
    },
    chunksOf: (batchId) => redis.lrange(`${prefix}:batch:${batchId}`, 0, -1),
    async complete(batchId, chunkIds) {
      await redis.eval(completeScript, 1, prefix, batchId, ...chunkIds);
    },
    // The claims and the batch stay: whoever gets its chunks next finishes it.
    abandon: async () => undefined,
    horizon: (now) => now - claimMemoryMs + 3_600_000,
  };
}

function toClaim(answer: string): ChunkClaim {
  if (answer.startsWith('='))
    return { status: 'claimed', owned: [...answer.slice(1)].map((flag) => flag === '1') };
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
