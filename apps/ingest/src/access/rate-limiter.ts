import type { RedisConnection } from '@gatrix/analytics-queue';

export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window ends. */
  readonly resetSeconds: number;
  readonly exceeded: boolean;
}

/** Counts requests of a key in windows of a minute, the same on every instance. */
export interface RateLimiter {
  hit(key: string, limit: number): Promise<RateLimit>;
}

const windowMs = 60_000;

export function createRedisRateLimiter(
  redis: RedisConnection,
  prefix: string,
  now: () => number,
): RateLimiter {
  return {
    async hit(key, limit) {
      const time = now();
      const counter = `${prefix}:rate:${Math.floor(time / windowMs)}:${key}`;
      const answers = await redis
        .multi()
        .incr(counter)
        .pexpire(counter, windowMs * 2)
        .exec();
      const [error, count] = answers?.[0] ?? [new Error('the rate limiter did not answer'), 0];
      if (error) throw error;
      return toLimit(Number(count), limit, time);
    },
  };
}

/** For one process. Windows that are over are forgotten. */
export function createInProcessRateLimiter(now: () => number): RateLimiter {
  let window = 0;
  let counts = new Map<string, number>();
  return {
    async hit(key, limit) {
      const time = now();
      if (Math.floor(time / windowMs) !== window) {
        window = Math.floor(time / windowMs);
        counts = new Map();
      }
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return toLimit(count, limit, time);
    },
  };
}

function toLimit(count: number, limit: number, time: number): RateLimit {
  return {
    limit,
    remaining: Math.max(0, limit - count),
    resetSeconds: Math.ceil((windowMs - (time % windowMs)) / 1_000),
    exceeded: count > limit,
  };
}
