import {
  daysToSeal,
  dropStaleSeals,
  type EraseTarget,
  eraseProject,
  projectsToErase,
  projectsToSeal,
  projectsWithCurrencies,
  type SealTarget,
} from '@gatrix/analytics-clickhouse-schema';
import type { TaskConsumer, Tasks } from '@gatrix/analytics-queue';
import type { Logger } from '@gatrix/analytics-service-runtime';
import { repeat } from '../repeat.ts';

/** Late events come one after the other: so long they are read beside a day's seal before it is sealed anew. */
const patienceMs = 20 * 60_000;
/** Fewer are read in milliseconds, and sealing a project takes a second however few it has. */
const leastEventsOfProject = 20_000;

interface AggregationDeps extends EraseTarget, SealTarget {
  readonly now: () => number;
}

/**
 * Finds the days of a project that are to be summed up, and drops sums that newer ones have replaced. Of a deleted one,
 * erases what was stored afterwards.
 */
export function consumeAggregations(deps: AggregationDeps, tasks: Tasks): TaskConsumer {
  return tasks.aggregations.consume(async ({ projectId, isDeleted }) => {
    if (isDeleted) return void (await eraseProject(deps, projectId));
    const now = deps.now();
    for (const portion of await daysToSeal(deps, { projectId, now, patienceMs }))
      await tasks.seals.add({ projectId, days: [...portion.days] });
    await dropStaleSeals(deps, { projectId, now });
  });
}

/** Asks, now and every minute, for the aggregation of projects with days that are due, and of deleted ones with rows. */
export function scheduleAggregations(
  target: SealTarget,
  tasks: Tasks,
  options: {
    readonly now: () => number;
    readonly logger: Pick<Logger, 'warn'>;
    readonly everyMs?: number;
    readonly leastEvents?: number;
  },
): { close(): void } {
  const { leastEvents = leastEventsOfProject } = options;
  const projectsWithNewRates = createRatesWatch(target);
  return repeat(
    async () => {
      for (const projectId of await projectsToSeal(target, options.now(), leastEvents))
        await tasks.aggregations.add({ projectId });
      for (const projectId of await projectsWithNewRates()) await tasks.aggregations.add({ projectId });
      for (const projectId of await projectsToErase(target))
        await tasks.aggregations.add({ projectId, isDeleted: true });
      return false;
    },
    {
      everyMs: options.everyMs ?? 60_000,
      onError: (error) =>
        options.logger.warn({ err: error }, 'aggregations could not be scheduled; trying again later'),
    },
  );
}

/** Resolves with the projects whose sealed amounts may be of other rates than those of now: all when asked first. */
function createRatesWatch(target: SealTarget): () => Promise<string[]> {
  const seen = new Map<string, string>();
  return async () => {
    const { moneyOf } = target;
    if (!moneyOf) return [];
    const changed: string[] = [];
    for (const projectId of await projectsWithCurrencies(target)) {
      const { key } = await moneyOf(projectId);
      if (seen.get(projectId) === key) continue;
      seen.set(projectId, key);
      changed.push(projectId);
    }
    return changed;
  };
}
