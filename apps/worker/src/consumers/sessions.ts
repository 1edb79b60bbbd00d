import { deriveSessions, type InsertTarget } from '@gatrix/analytics-clickhouse-schema';
import type { TaskConsumer, Tasks } from '@gatrix/analytics-queue';

/** Derives sessions again after a batch that was stored in two goes: the view may have missed a part of it. */
export function consumeSessions(target: InsertTarget, tasks: Tasks): TaskConsumer {
  return tasks.sessions.consume((task) => deriveSessions(target, task));
}
