import { joined } from '@gatrix/analytics-batching';
import type { RedisConnection } from '@gatrix/analytics-redis';
import type { Result } from 'ioredis';
import { createRateLeases } from './rate-lease.ts';
import type { RateCounter, RateLimit } from './rate-limit.ts';

/** Counts requests in windows of a minute that begin with a key's first request, the same on every instance. */
export interface RateLimiter {
  /** Counts the request under every key, and answers the limit that is nearest; at once where it is known. */
  hit(counters: readonly [RateCounter, ...RateCounter[]]): RateLimit | Promise<RateLimit>;
}

declare module 'ioredis' {
  interface RedisCommander<Context> {
    gatrixCountHits(keys: number, ...keysAndHits: (string | number)[]): Result<unknown, Context>;
  }
}

const windowMs = 60_000;
/** Requests in one call: Redis does nothing else meanwhile. */
const maxBatch = 500;

/**
 * Counts as many hits under each key as ARGV says; answers its count and the milliseconds left of its window. Redis
 * keeps the end of a window by the clock: after a step back more is left than a window has, and it ends anew.
 */
const hitScript = `
local answers = {}
for i, key in ipairs(KEYS) do
  local count = redis.call('INCRBY', key, ARGV[i])
  local left = redis.call('PTTL', key)
  if left < 0 or left > ${windowMs} then
    redis.call('PEXPIRE', key, ${windowMs})
    left = ${windowMs}
  end
  answers[i * 2 - 1] = count
  answers[i * 2] = left
end
return answers`;

/** What was let in without asking is counted in Redis within this time. */
const settleMs = 50;

/** Counters in Redis. One call is on its way at a time; what comes meanwhile goes in the next, together. */
export function createRedisRateLimiter(redis: RedisConnection, prefix: string): RateLimiter {
  redis.defineCommand('gatrixCountHits', { lua: hitScript });
  const leases = createRateLeases();
  let timer: NodeJS.Timeout | undefined;

  const ask = joined<readonly RateCounter[], RateLimit>({
    maxItems: maxBatch,
    async work(requests) {
      await settle();
      const answers = await count(requests.flat().map(({ key }) => [key, 1]));
      let next = 0;
      return requests.map((counters) =>
        nearest(
          counters.map(({ limit }) => {
            const [hit = 0, left = 0] = answers[next++] ?? [];
            return toLimit(hit, left, limit);
          }),
        ),
      );
    },
  });

  /** Counts what was let in; where that fails, the next requests ask, and hear why. */
  async function settle(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const unsent = leases.takeUnsent();
    for (let from = 0; from < unsent.length; from += maxBatch) {
      await count(unsent.slice(from, from + maxBatch));
    }
  }

  /** For each key its count and the milliseconds left of its window. */
  async function count(hits: readonly (readonly [key: string, hits: number])[]): Promise<[number, number][]> {
    const keys = hits.map(([key]) => `${prefix}:rate:${key}`);
    const answers = await redis.gatrixCountHits(keys.length, ...keys, ...hits.map(([, number]) => number));
    if (!Array.isArray(answers)) throw new Error('unexpected answer of the rate limiter');
    const now = performance.now();
    return hits.map(([key], index) => {
      const answer: [number, number] = [Number(answers[index * 2]), Number(answers[index * 2 + 1])];
      leases.learn(key, ...answer, now);
      return answer;
    });
  }

  return {
    hit(counters) {
      const leased = leases.take(counters, performance.now());
      if (leased) {
        timer ??= setTimeout(() => void settle().catch(leases.forget), settleMs).unref();
        return nearest(leased);
      }
      return ask(counters);
    },
  };
}

/** For one process. `now`: milliseconds of a clock that only goes forward. */
export function createInProcessRateLimiter(now: () => number = () => performance.now()): RateLimiter {
  const windows = new Map<string, { count: number; endsAt: number }>();
  let sweepAt = 0;

  function count(key: string, limit: number, time: number): RateLimit {
    const current = windows.get(key);
    const window = current && current.endsAt > time ? current : { count: 0, endsAt: time + windowMs };
    if (window !== current) windows.set(key, window);
    window.count++;
    return toLimit(window.count, window.endsAt - time, limit);
  }

  function sweep(time: number): void {
    sweepAt = time + windowMs;
    for (const [key, { endsAt }] of windows) if (endsAt <= time) windows.delete(key);
  }

  return {
    hit(counters) {
      const time = now();
      if (time >= sweepAt) sweep(time);
      return nearest(counters.map(({ key, limit }) => count(key, limit, time)));
    },
  };
}

function toLimit(count: number, leftMs: number, limit: number): RateLimit {
  return {
    limit,
    remaining: Math.max(0, limit - count),
    resetSeconds: Math.max(1, Math.ceil(leftMs / 1_000)),
    exceeded: count > limit,
  };
}

/** The exceeded one that lasts longest, else the one that leaves the fewest requests. */
function nearest(limits: readonly RateLimit[]): RateLimit {
  const [only] = limits;
  if (only && limits.length === 1) return only;
  return limits.reduce((best, limit) => {
    if (best.exceeded !== limit.exceeded) return best.exceeded ? best : limit;
    if (best.exceeded) return limit.resetSeconds > best.resetSeconds ? limit : best;
    return limit.remaining < best.remaining ? limit : best;
  });
}
