import { type EraseTarget, staleProfiles, writeProfiles } from '@gatrix/analytics-clickhouse-schema';
import type { TaskConsumer, Tasks } from '@gatrix/analytics-queue';
import type { Logger } from '@gatrix/analytics-service-runtime';

/** Folds the profiles whose changes were stored. */
export function consumeProfiles(target: EraseTarget, tasks: Tasks): TaskConsumer {
  return tasks.profiles.consume(({ projectId, profileIds }) => writeProfiles(target, projectId, profileIds));
}

/** Asks for the fold of profiles that an older version folded by other rules; what it has not asked for when it is closed, the next start does. */
export function refoldProfiles(
  target: EraseTarget,
  tasks: Tasks,
  logger: Pick<Logger, 'warn'>,
): { close(): void } {
  let isClosed = false;
  const refold = async () => {
    for await (const { projectId, profileIds } of staleProfiles(target)) {
      if (isClosed) return;
      await tasks.profiles.add({ projectId, profileIds: [...profileIds] });
    }
  };
  refold().catch((error: unknown) => {
    if (isClosed) return;
    logger.warn({ err: error }, 'old profiles could not be found; they are folded after the next start');
  });
  return {
    close: () => {
      isClosed = true;
    },
  };
}
