import type { FaultSystem } from './system.ts';
import { waitUntil } from './wait-until.ts';

const taskQueues = ['analytics-profiles', 'analytics-sessions'];
/** States that are lists in Redis; the others are sorted sets. */
const lists: ReadonlySet<string> = new Set(['wait', 'active', 'paused']);

/** Jobs that are not done, by queue and state, as they stand in Redis. */
export async function unfinished({ inspect, prefix }: FaultSystem): Promise<Record<string, number>> {
  const keys = await inspect.redis.keys(`${prefix.replace(/[[\]]/g, '\\$&')}:analytics-events*:id`);
  const queues = [...keys.map((key) => key.slice(prefix.length + 1, -3)), ...taskQueues];
  const states = queues.flatMap((queue) =>
    (['wait', 'active', 'paused', 'delayed', 'failed', 'prioritized'] as const).map(
      (state) => [queue, state] as const,
    ),
  );
  // In one transaction: asked one after another, a job that goes from delayed to active meanwhile is in none of them.
  const transaction = inspect.redis.multi();
  for (const [queue, state] of states) {
    const key = `${prefix}:${queue}:${state}`;
    if (lists.has(state)) transaction.llen(key);
    else transaction.zcard(key);
  }
  const answers = (await transaction.exec()) ?? [];
  const counts: Record<string, number> = {};
  for (const [index, [queue, state]] of states.entries()) {
    const [error, count] = answers[index] ?? [new Error('the transaction was not executed')];
    if (error) throw error;
    counts[`${queue} ${state}`] = Number(count);
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
