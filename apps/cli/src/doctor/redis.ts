import { connectForRequests, type RedisConnection } from '@gatrix/analytics-redis';
import type { CliConfig } from '../config.ts';

/** Connects, and disconnects behind the work. Rejects with the reason where Redis cannot be reached. */
export async function withRedis<T>(
  config: CliConfig,
  work: (redis: RedisConnection) => Promise<T>,
): Promise<T> {
  const redis = connectForRequests(config.redis);
  try {
    await new Promise<void>((resolve, reject) => {
      redis.once('ready', () => resolve());
      redis.once('error', reject);
    });
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
