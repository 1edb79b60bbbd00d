import { createHash } from 'node:crypto';
import type { RedisConnection } from '@gatrix/analytics-queue';

export interface RateCounter {
  readonly key: string;
  /** Requests a minute. */
  readonly limit: number;
}

export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window ends. */
  readonly resetSeconds: number;
  readonly exceeded: boolean;
}

/** Counts requests in windows of a minute that begin with a key's first request, the same on every instance. */
export interface RateLimiter {
  /** Counts the request under every key, and resolves with the limit that is nearest. */
  hit(counters: readonly [RateCounter, ...RateCounter[]]): Promise<RateLimit>;
}

const windowMs = 60_000;
/** Requests in one call: Redis does nothing else meanwhile. */
const maxBatch = 500;

/** For each key the count and the milliseconds left of its window. */
const hitScript = `
local answers = {}
for i, key in ipairs(KEYS) do
  local count = redis.call('INCR', key)
  local left = redis.call('PTTL', key)
  if left < 0 then
    redis.call('PEXPIRE', key, ${windowMs})
    left = ${windowMs}
  end
  answers[i * 2 - 1] = count
  answers[i * 2] = left
end
return answers`;
const hitSha = createHash('sha1').update(hitScript).digest('hex');

/** Counters in Redis. One call is on its way at a time; what comes meanwhile goes in the next, together. */
export function createRedisRateLimiter(redis: RedisConnection, prefix: string): RateLimiter {
  interface Waiting {
    readonly counters: readonly [RateCounter, ...RateCounter[]];
    readonly resolve: (limit: RateLimit) => void;
    readonly reject: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];
  let isSending = false;

  async function sendAll(): Promise<void> {
    while (waiting.length > 0) {
      const taken = waiting.slice(0, maxBatch);
      waiting = waiting.slice(maxBatch);
      await send(taken);
    }
    isSending = false;
  }

  async function send(taken: readonly Waiting[]): Promise<void> {
    const keys = taken.flatMap(({ counters }) => counters.map(({ key }) => `${prefix}:rate:${key}`));
    try {
      const answers = await run(keys);
      if (!Array.isArray(answers)) throw new Error('unexpected answer of the rate limiter');
      let next = 0;
      for (const { counters, resolve } of taken) {
        resolve(nearest(counters.map(({ limit }) => toLimit(answers[next++], answers[next++], limit))));
      }
    } catch (error) {
      for (const { reject } of taken) reject(error);
    }
  }

  async function run(keys: readonly string[]): Promise<unknown> {
    try {
      return await redis.evalsha(hitSha, keys.length, ...keys);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return await redis.eval(hitScript, keys.length, ...keys);
    }
  }

  return {
    hit: (counters) =>
      new Promise((resolve, reject) => {
        waiting.push({ counters, resolve, reject });
        if (isSending) return;
        isSending = true;
        setImmediate(() => void sendAll());
      }),
  };
}

/** For one process. */
export function createInProcessRateLimiter(now: () => number): RateLimiter {
  const windows = new Map<string, { count: number; endsAt: number }>();
  let sweepAt = 0;

  function count(key: string, limit: number, time: number): RateLimit {
    const known = windows.get(key);
    const window = known && known.endsAt > time ? known : { count: 0, endsAt: time + windowMs };
    if (window !== known) windows.set(key, window);
    window.count++;
    return toLimit(window.count, window.endsAt - time, limit);
  }

  function sweep(time: number): void {
    sweepAt = time + windowMs;
    for (const [key, { endsAt }] of windows) if (endsAt <= time) windows.delete(key);
  }

  return {
    async hit(counters) {
      const time = now();
      if (time >= sweepAt) sweep(time);
      return nearest(counters.map(({ key, limit }) => count(key, limit, time)));
    },
  };
}

function toLimit(count: unknown, leftMs: unknown, limit: number): RateLimit {
  return {
    limit,
    remaining: Math.max(0, limit - Number(count)),
    resetSeconds: Math.max(1, Math.ceil(Number(leftMs) / 1_000)),
    exceeded: Number(count) > limit,
  };
}

/** The exceeded one that lasts longest, else the one that leaves the fewest requests. */
function nearest(limits: readonly RateLimit[]): RateLimit {
  return limits.reduce((best, limit) => {
    if (best.exceeded !== limit.exceeded) return best.exceeded ? best : limit;
    if (best.exceeded) return limit.resetSeconds > best.resetSeconds ? limit : best;
    return limit.remaining < best.remaining ? limit : best;
  });
}
