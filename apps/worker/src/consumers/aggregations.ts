import {
  daysToSeal,
  dropStaleSeals,
  type EraseTarget,
  eraseProject,
  projectsToErase,
  projectsToSeal,
  projectsWithStaleSeals,
  type SealTarget,
  sealedProjects,
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
  const projectsWithNewMoney = createMoneyWatch(target, options.now);
  let staleAskedAt = Number.NEGATIVE_INFINITY;
  return repeat(
    async () => {
      for (const projectId of await projectsToSeal(target, options.now(), leastEvents))
        await tasks.aggregations.add({ projectId });
      for (const { projectId, isTold } of await projectsWithNewMoney()) {
        await tasks.aggregations.add({ projectId });
        isTold();
      }
      for (const projectId of await projectsToErase(target))
        await tasks.aggregations.add({ projectId, isDeleted: true });
      const time = options.now();
      if (time >= staleAskedAt + staleEveryMs) {
        // Where it fails, it is asked again as late: it reads a lot.
        staleAskedAt = time;
        for (const projectId of await projectsWithStaleSeals(target, time))
          await tasks.aggregations.add({ projectId });
      }
      return false;
    },
    {
      everyMs: options.everyMs ?? 60_000,
      onError: (error) =>
        options.logger.warn({ err: error }, 'aggregations could not be scheduled; trying again later'),
    },
  );
}

/** So often it is asked for rows that no seal has: it reads the numbers of all sealed rows. */
const staleEveryMs = 6 * 3_600_000;

/** A zone is asked for so often: sums that are divided elsewhere are slower to read, and right. */
const zonesEveryMs = 3_600_000;

interface ChangedProject {
  readonly projectId: string;
  /** To be called when it was told on: else it is told again. */
  isTold(): void;
}

/**
 * Resolves with the projects whose sums may be of other rates, or divided by another zone, than those of now. When asked first those are all with
 * currencies of their own or another zone than UTC.
 */
function createMoneyWatch(target: SealTarget, now: () => number): () => Promise<readonly ChangedProject[]> {
  const seen = new Map<string, string>();
  let zonesAskedAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const { moneyOf } = target;
    if (!moneyOf) return [];
    const asksZones = now() >= zonesAskedAt + zonesEveryMs;
    const changed: ChangedProject[] = [];
    for (const { projectId, hasCurrencies, isDivided } of await sealedProjects(target)) {
      if (!hasCurrencies && !asksZones) continue;
      const { key, zone } = await moneyOf(projectId);
      const before = seen.get(projectId);
      if (before === key) continue;
      const isTold = () => seen.set(projectId, key);
      const isDue = before !== undefined || hasCurrencies || isDivided || zone !== 'UTC';
      if (isDue) changed.push({ projectId, isTold });
      else isTold();
    }
    if (asksZones) zonesAskedAt = now();
    return changed;
  };
}
