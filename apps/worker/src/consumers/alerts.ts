import { type AlertDeps, evaluateAlert } from '@gatrix/analytics-alerts';
import type { TaskConsumer, Tasks } from '@gatrix/analytics-queue';
import type { Logger } from '@gatrix/analytics-service-runtime';
import { repeat } from '../repeat.ts';

const claimedAtOnce = 200;
/** Each is a report: more at once would take the place of those that somebody waits for. */
const concurrency = 2;

export interface ScheduledAlerts extends AlertDeps {
  /** An alert that was claimed and not evaluated by then, because the process died, is claimed again. */
  readonly leaseMs: number;
}

/** Evaluates the alerts that are due. */
export function consumeAlerts(deps: AlertDeps, tasks: Tasks): TaskConsumer {
  return tasks.alerts.consume(
    async ({ alertId }) => {
      const alert = await deps.metadata.alerts.get(alertId);
      if (alert) await evaluateAlert(deps, alert);
    },
    { concurrency },
  );
}

/** Puts the alerts that are due into their queue, now and every few seconds; of several processes each alert by one. */
export function scheduleAlerts(
  { metadata, leaseMs }: Pick<ScheduledAlerts, 'metadata' | 'leaseMs'>,
  tasks: Tasks,
  { logger, everyMs = 5_000 }: { readonly logger: Pick<Logger, 'warn'>; readonly everyMs?: number },
): { close(): void } {
  return repeat(
    async () => {
      const due = await metadata.alerts.claimDue({ leaseMs, limit: claimedAtOnce });
      for (const { id } of due) await tasks.alerts.add({ alertId: id });
      return due.length === claimedAtOnce;
    },
    {
      everyMs,
      onError: (error) => logger.warn({ err: error }, 'alerts could not be scheduled; trying again'),
    },
  );
}
