import { type AlertDeps, evaluateAlert } from '@gatrix/analytics-alerts';
import type { TaskConsumer, Tasks } from '@gatrix/analytics-queue';
import type { Logger } from '@gatrix/analytics-service-runtime';

/** An alert that was claimed and not evaluated by then, because the process died, is claimed again. */
const leaseMs = 120_000;
const claimedAtOnce = 200;
/** Each is a report: more at once would take the place of those that somebody waits for. */
const concurrency = 2;

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
  { metadata }: Pick<AlertDeps, 'metadata'>,
  tasks: Tasks,
  { logger, everyMs = 5_000 }: { readonly logger: Pick<Logger, 'warn'>; readonly everyMs?: number },
): { close(): void } {
  const schedule = async () => {
    const due = await metadata.alerts.claimDue({ leaseMs, limit: claimedAtOnce });
    for (const { id } of due) await tasks.alerts.add({ alertId: id });
    return due.length;
  };
  let isRunning = false;
  let isClosed = false;
  const run = async () => {
    if (isRunning) return;
    isRunning = true;
    try {
      while (!isClosed && (await schedule()) === claimedAtOnce);
    } catch (error) {
      if (!isClosed) logger.warn({ err: error }, 'alerts could not be scheduled; trying again');
    }
    isRunning = false;
  };
  const timer = setInterval(run, everyMs);
  timer.unref();
  run();
  return {
    close: () => {
      isClosed = true;
      clearInterval(timer);
    },
  };
}
