import { nodeInfos, type RedisConnection } from '@gatrix/analytics-redis';
import type { Result } from 'ioredis';
import type { EventQueueState } from './event-queue.ts';
import { shardName } from './shards.ts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    gatrixQueueState(prefix: string, ...names: string[]): Result<unknown, Context>;
  }
}

/**
 * In one step, so that the counter can be set right where nothing is left: what processes added and did not live
 * to take away would keep ingest closed otherwise.
 */
const stateScript = `
local waiting, active, delayed, oldest = 0, 0, 0, nil
for _, name in ipairs(ARGV) do
  local queue = KEYS[1] .. ':' .. name .. ':'
  local length = redis.call('LLEN', queue .. 'wait')
  waiting = waiting + length + redis.call('LLEN', queue .. 'paused')
  active = active + redis.call('LLEN', queue .. 'active')
  delayed = delayed + redis.call('ZCARD', queue .. 'delayed')
  if length > 0 then
    local first = redis.call('LINDEX', queue .. 'wait', -1)
    local added = tonumber(redis.call('HGET', queue .. first, 'timestamp') or '')
    if added and (not oldest or added < oldest) then oldest = added end
  end
end
local counter = KEYS[1] .. ':backlog'
local messages = tonumber(redis.call('GET', counter) or '0')
if waiting + active + delayed == 0 and messages ~= 0 then
  redis.call('DEL', counter)
  messages = 0
end
return { waiting, active, delayed, messages, oldest or -1 }`;

/** A chunk holds no more messages than this, a request of 1,000 with their identifies included. */
const maxMessagesOfChunk = 3_000;

/** Above this share of `maxmemory` nothing more is taken: workers need memory to empty the queue. */
const maxMemoryShare = 0.85;
const askMemoryEveryMs = 1_000;

export interface Backlog {
  state(shards: number): Promise<EventQueueState>;
  /** Whether Redis is so full that what waits could no longer be worked on. */
  isMemoryShort(): Promise<boolean>;
  add(messages: number): Promise<unknown>;
  /** Once a turn of the event loop; what is lost with the process is set right by `state`. */
  remove(messages: number): void;
}

/** What waits in Redis. The counter counts messages, BullMQ counts chunks. */
export function createBacklog(
  redis: RedisConnection,
  prefix: string,
  onError: (error: Error) => void,
): Backlog {
  redis.defineCommand('gatrixQueueState', { numberOfKeys: 1, lua: stateScript });
  const key = `${prefix}:backlog`;
  let done = 0;
  let memory = { askedAt: Number.NEGATIVE_INFINITY, isShort: false };

  return {
    async state(shards) {
      const names = Array.from({ length: shards }, (_, shard) => shardName(shard));
      const answer = await redis.gatrixQueueState(prefix, ...names);
      if (!Array.isArray(answer)) throw new Error('unexpected answer of the queue state script');
      const [waiting = 0, active = 0, delayed = 0, counted = 0, oldest = -1] = answer.map(Number);
      const chunks = waiting + active + delayed;
      const messages = Math.max(chunks, Math.min(counted, chunks * maxMessagesOfChunk));
      return { waiting, active, delayed, messages, oldestWaitingAt: oldest < 0 ? undefined : oldest };
    },
    async isMemoryShort() {
      const now = performance.now();
      if (now - memory.askedAt > askMemoryEveryMs) {
        const share = await memoryShare(redis);
        memory = { askedAt: now, isShort: share > maxMemoryShare };
      }
      return memory.isShort;
    },
    add: (messages) => redis.incrby(key, messages),
    remove(messages) {
      if (done === 0) {
        setImmediate(() => {
          redis.decrby(key, done).catch(onError);
          done = 0;
        });
      }
      done += messages;
    },
  };
}

/** Of the fullest node; 0 where memory has no limit, or where Redis makes room by evicting. */
async function memoryShare(redis: RedisConnection): Promise<number> {
  const shares = (await nodeInfos(redis)).map(({ field }) => {
    const limit = Number(field('maxmemory'));
    return limit > 0 && field('maxmemory_policy') === 'noeviction' ? Number(field('used_memory')) / limit : 0;
  });
  return Math.max(0, ...shares);
}
