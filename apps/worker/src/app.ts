import { setTimeout as delay } from 'node:timers/promises';
import { createRowNotes, type EraseTarget, type SealTarget } from '@gatrix/analytics-clickhouse-schema';
import type { DeliverDeps } from '@gatrix/analytics-deliveries';
import { type DigestDeps, writeDigest } from '@gatrix/analytics-digests';
import type { UnwrittenDigest } from '@gatrix/analytics-protocol/insights';
import type { EventQueue, Tasks } from '@gatrix/analytics-queue';
import { consumeAggregations, scheduleAggregations } from './consumers/aggregations.ts';
import { consumeAlerts, type ScheduledAlerts, scheduleAlerts } from './consumers/alerts.ts';
import { consumeDeliveries, scheduleDeliveries } from './consumers/deliveries.ts';
import { scheduleDigests } from './consumers/digests.ts';
import { consumeEvents } from './consumers/events.ts';
import { consumeProfiles, refoldProfiles } from './consumers/profiles.ts';
import { consumeSeals } from './consumers/seals.ts';
import { createPipeline } from './pipeline.ts';
import type { PipelineDeps } from './pipeline-types.ts';

export { watchDamage } from './damage-watch.ts';
export type { PipelineDeps, StoredBatch } from './pipeline-types.ts';
export { openSenders, publicUrlOf, sendingEnv } from './sending.ts';
export { watchedTasks } from './work-watches.ts';

export interface WorkerDeps extends Omit<PipelineDeps, 'loadChunk' | 'maxChunks'>, EraseTarget, SealTarget {
  readonly queue: EventQueue;
  readonly tasks: Tasks;
  /** `WORKER_CONCURRENCY`: chunks in hand at once. */
  readonly concurrency: number;
  /** `WORKER_SEAL_FROM_EVENTS`: days of a project with fewer are not summed up. Default 20,000. */
  readonly leastEvents?: number;
  /** Without it no alert is evaluated. */
  readonly alerts?: ScheduledAlerts;
  /** Without it no digest is sent. */
  readonly digests?: DigestDeps;
  /** Without it no message is sent. */
  readonly deliveries?: Omit<DeliverDeps, 'writeDigest'>;
}

/** What stores an insert that is under way when the process is asked to go; then its chunks are given back. */
const closePatienceMs = 7_000;

/** Consumes all queues until it is closed: takes no more, stores what it has, completes it. */
export function startWorker(deps: WorkerDeps): { close(): Promise<void> } {
  const rowNotes = createRowNotes(deps, (error) =>
    deps.logger.warn({ err: error }, 'how many rows were stored could not be written down yet'),
  );
  const pipeline = createPipeline({
    ...deps,
    rowNotes,
    loadChunk: deps.queue.load,
    maxChunks: deps.concurrency,
  });
  const events = consumeEvents(deps.queue, pipeline, deps.concurrency);
  const { digests } = deps;
  const digestOf = async (unwritten: UnwrittenDigest) => digests && writeDigest(digests, unwritten);
  const tasks = [
    consumeProfiles(deps, deps.tasks),
    consumeSeals(deps, deps.tasks),
    consumeAggregations(deps, deps.tasks),
    ...(deps.alerts ? [consumeAlerts(deps.alerts, deps.tasks)] : []),
    ...(deps.deliveries
      ? [consumeDeliveries({ ...deps.deliveries, writeDigest: digestOf }, deps.tasks)]
      : []),
  ];
  const schedules = [
    scheduleAggregations(deps, deps.tasks, deps),
    refoldProfiles(deps, deps.tasks, deps.logger),
    ...(deps.alerts ? [scheduleAlerts(deps.alerts, deps.tasks, deps)] : []),
    ...(deps.digests ? [scheduleDigests(deps.digests, deps)] : []),
    ...(deps.deliveries ? [scheduleDeliveries(deps.deliveries, deps.tasks, deps)] : []),
  ];
  return {
    async close() {
      for (const schedule of schedules) schedule.close();
      // Closing the pipeline stores what is in hand, which is what closing the consumer waits for.
      const closed = Promise.all([
        events.close(),
        pipeline.close(closePatienceMs).then(rowNotes.close),
        ...tasks.map((consumer) => consumer.close()),
      ]);
      // What has not ended by then, because Redis is away or a fold hangs, is done again by another worker.
      await Promise.race([closed, delay(closePatienceMs + 1_500, undefined, { ref: false })]);
    },
  };
}
