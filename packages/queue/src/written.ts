import { setTimeout as delay } from 'node:timers/promises';
import { joined } from '@gatrix/analytics-batching';
import type { RedisConnection } from '@gatrix/analytics-redis';
import type { Result } from 'ioredis';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    gatrixPendingSyncs(prefix: string): Result<unknown, Context>;
  }
}

/** How many syncs of the append-only file are under way; 0 where Redis has none, or does not say. */
const pendingScript = `
return tonumber(string.match(redis.call('INFO', 'persistence'), 'aof_pending_bio_fsync:(%d+)') or '0')`;

const askAgainMs = 2;
/** Redis itself waits no longer than two seconds, on a clock of whole ones. */
const patienceMs = 3_500;

/**
 * Resolves once what Redis has answered so far is in its append-only file. TRICKY: with `appendfsync everysec` Redis
 * answers first and writes later while the disk is busy with the sync of a second ago: who kills it then takes away
 * what it had acknowledged. A moment in which no sync is under way ends with everything written (flushAppendOnlyFile).
 */
export function createWrittenCheck(redis: RedisConnection, prefix: string): () => Promise<void> {
  redis.defineCommand('gatrixPendingSyncs', { numberOfKeys: 1, lua: pendingScript });
  async function check(): Promise<void> {
    const until = performance.now() + patienceMs;
    while (Number(await redis.gatrixPendingSyncs(prefix)) !== 0 && performance.now() < until)
      await delay(askAgainMs);
  }

  // What an earlier check found does not count for who comes during it: Redis may have answered them later.
  const whenWritten = joined<undefined, undefined>({
    maxItems: Number.POSITIVE_INFINITY,
    work: async (callers) => {
      await check();
      return callers;
    },
  });
  return () => whenWritten(undefined);
}
