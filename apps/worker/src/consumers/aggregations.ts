import { activeProjects, checkSessions, type InsertTarget } from '@gatrix/analytics-clickhouse-schema';
import type { TaskConsumer, Tasks } from '@gatrix/analytics-queue';
import type { Logger } from '@gatrix/analytics-service-runtime';

/** Checks what is derived from events against the events, and repairs what lacks. */
export function consumeAggregations(
  target: InsertTarget,
  tasks: Tasks,
  logger: Pick<Logger, 'warn'>,
): TaskConsumer {
  return tasks.aggregations.consume(async (task) => {
    const repaired = await checkSessions(target, task);
    if (repaired.length > 0) {
      logger.warn(
        { projectId: task.projectId, sessions: repaired.length },
        'sessions lacked events and were derived again',
      );
    }
  });
}

const dayMs = 86_400_000;

/** Asks for a check of yesterday and today, of every project that is active, now and every hour. */
export function scheduleAggregations(
  target: InsertTarget,
  tasks: Tasks,
  options: { readonly now: () => number; readonly everyMs?: number; readonly logger: Pick<Logger, 'warn'> },
): { close(): void } {
  const schedule = async () => {
    const range = { from: options.now() - dayMs, to: options.now() };
    for (const projectId of await activeProjects(target, range))
      await tasks.aggregations.add({ projectId, ...range });
  };
  const run = () => {
    schedule().catch((error: unknown) =>
      options.logger.warn({ err: error }, 'checks could not be scheduled; trying again later'),
    );
  };
  const timer = setInterval(run, options.everyMs ?? 3_600_000);
  timer.unref();
  run();
  return { close: () => clearInterval(timer) };
}
