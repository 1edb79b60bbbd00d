import type { InsertTarget } from '@gatrix/analytics-clickhouse-schema';
import type { TaskConsumer, Tasks } from '@gatrix/analytics-queue';
import { writeProfiles } from '../profiles/profile-writer.ts';

/** Folds the profiles whose changes were stored. */
export function consumeProfiles(target: InsertTarget, tasks: Tasks): TaskConsumer {
  return tasks.profiles.consume(({ projectId, profileIds }) => writeProfiles(target, projectId, profileIds));
}
