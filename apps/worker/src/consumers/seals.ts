import { type SealTarget, sealDays } from '@gatrix/analytics-clickhouse-schema';
import type { TaskConsumer, Tasks } from '@gatrix/analytics-queue';

/** Sums up days: their sessions, and what happened in each quarter of an hour. */
export function consumeSeals(
  target: SealTarget & { readonly now: () => number },
  tasks: Tasks,
): TaskConsumer {
  return tasks.seals.consume(async (task) => {
    await sealDays(target, task, target.now());
  });
}
