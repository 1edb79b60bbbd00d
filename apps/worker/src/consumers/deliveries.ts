import { type DeliverDeps, deliver, recoverAbandoned } from '@gatrix/analytics-deliveries';
import type { TaskConsumer, Tasks } from '@gatrix/analytics-queue';
import type { Logger } from '@gatrix/analytics-service-runtime';
import { repeat } from '../repeat.ts';

const claimedAtOnce = 200;
/** They mostly wait for receivers. */
const concurrency = 8;
const keptMs = 90 * 86_400_000;
const dropEveryMs = 3_600_000;

/** Sends the messages that are due. */
export function consumeDeliveries(deps: DeliverDeps, tasks: Tasks): TaskConsumer {
  return tasks.deliveries.consume(({ deliveryId }) => deliver(deps, deliveryId), { concurrency });
}

/** Puts messages that are due into their queue, now and every few seconds; of several processes each by one. */
export function scheduleDeliveries(
  deps: Omit<DeliverDeps, 'writeDigest'>,
  tasks: Tasks,
  { logger, everyMs = 2_000 }: { readonly logger: Pick<Logger, 'warn'>; readonly everyMs?: number },
): { close(): void } {
  const { deliveries } = deps.metadata;
  let droppedAt = 0;
  return repeat(
    async () => {
      await recoverAbandoned(deps);
      // What was put into the queue and did not begin by then is put there again.
      const due = await deliveries.claimDue({ leaseMs: 4 * deps.leaseMs, limit: claimedAtOnce });
      for (const { id } of due) await tasks.deliveries.add({ deliveryId: id });
      if (deps.now() - droppedAt > dropEveryMs) {
        await deliveries.dropFinishedBefore(deps.now() - keptMs);
        droppedAt = deps.now();
      }
      return due.length === claimedAtOnce;
    },
    {
      everyMs,
      onError: (error) => logger.warn({ err: error }, 'messages could not be scheduled; trying again'),
    },
  );
}
