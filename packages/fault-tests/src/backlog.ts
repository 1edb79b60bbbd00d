import type { FaultSystem } from './system.ts';
import { waitUntil } from './wait-until.ts';

const taskQueues = ['analytics-profiles', 'analytics-sessions'];

/** Jobs that are not done, by queue and state, as they stand in Redis. */
export async function unfinished({ inspect, prefix }: FaultSystem): Promise<Record<string, number>> {
  const keys = await inspect.redis.keys(`${prefix.replace(/[[\]]/g, '\\$&')}:analytics-events*:id`);
  const queues = [...keys.map((key) => key.slice(prefix.length + 1, -3)), ...taskQueues];
  const counts: Record<string, number> = {};
  for (const queue of queues) {
    for (const state of ['wait', 'active', 'paused'] as const) {
      counts[`${queue} ${state}`] = await inspect.redis.llen(`${prefix}:${queue}:${state}`);
    }
    for (const state of ['delayed', 'failed', 'prioritized'] as const) {
      counts[`${queue} ${state}`] = await inspect.redis.zcard(`${prefix}:${queue}:${state}`);
    }
  }
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

/** Waits until every chunk and every task is done. */
export async function waitForEmptyQueues(system: FaultSystem, timeoutMs: number): Promise<void> {
  let left: Record<string, number> = {};
  await waitUntil(
    'the queues are empty',
    timeoutMs,
    async () => {
      left = await unfinished(system);
      return Object.keys(left).length === 0;
    },
    () => `(${JSON.stringify(left)}; logs in ${system.logDir})`,
  );
}
