import { type AlertDeps, createAlertEvaluator } from '@gatrix/analytics-alerts';
import type { Alert } from '@gatrix/analytics-metadata';
import type { TaskConsumer, Tasks } from '@gatrix/analytics-queue';
import type { Logger } from '@gatrix/analytics-service-runtime';
import { repeat } from '../repeat.ts';

const claimedAtOnce = 200;
/** So few that they are evaluated before their lease is over. */
const evaluatedTogether = 20;
/** Each asks reports: more at once would take the place of those that somebody waits for. */
const concurrency = 2;

export interface ScheduledAlerts extends AlertDeps {
  /** An alert that was claimed and not evaluated by then, because the process died, is claimed again. */
  readonly leaseMs: number;
}

/** Evaluates the alerts that are due. */
export function consumeAlerts(deps: AlertDeps, tasks: Tasks): TaskConsumer {
  const evaluateAlerts = createAlertEvaluator(deps);
  return tasks.alerts.consume(
    async ({ alertIds }) => {
      const alerts = await Promise.all(alertIds.map((id) => deps.metadata.alerts.get(id)));
      await evaluateAlerts(alerts.filter((alert) => alert !== undefined));
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
      for (const alerts of togetherOf(due)) await tasks.alerts.add({ alertIds: alerts.map(({ id }) => id) });
      return due.length === claimedAtOnce;
    },
    {
      everyMs,
      onError: (error) => logger.warn({ err: error }, 'alerts could not be scheduled; trying again'),
    },
  );
}

/** Alerts of one project, which ask its reports once for all of them; those on one report stand side by side. */
function togetherOf(due: readonly Alert[]): Alert[][] {
  const place = ({ projectId, definition }: Alert) => `${projectId} ${JSON.stringify(definition)}`;
  const groups: Alert[][] = [];
  for (const alert of due.toSorted((a, b) => (place(a) < place(b) ? -1 : 1))) {
    const last = groups.at(-1);
    const isFull = last?.length === evaluatedTogether || last?.[0]?.projectId !== alert.projectId;
    if (last && !isFull) last.push(alert);
    else groups.push([alert]);
  }
  return groups;
}
