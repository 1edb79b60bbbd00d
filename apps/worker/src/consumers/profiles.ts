import { type EraseTarget, staleProfiles, writeProfiles } from '@gatrix/analytics-clickhouse-schema';
import type { TaskConsumer, Tasks } from '@gatrix/analytics-queue';
import type { Logger } from '@gatrix/analytics-service-runtime';

/** Folds the profiles whose changes were stored. */
export function consumeProfiles(target: EraseTarget, tasks: Tasks): TaskConsumer {
  return tasks.profiles.consume(({ projectId, profileIds }) => writeProfiles(target, projectId, profileIds));
}

/** Asks for the fold of profiles that an older version folded by other rules. */
export async function refoldProfiles(
  target: EraseTarget,
  tasks: Tasks,
  logger: Pick<Logger, 'warn'>,
): Promise<void> {
  try {
    for await (const { projectId, profileIds } of staleProfiles(target))
      await tasks.profiles.add({ projectId, profileIds: [...profileIds] });
  } catch (error) {
    logger.warn({ err: error }, 'old profiles could not be found; they are folded after the next start');
  }
}
