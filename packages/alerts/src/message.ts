import type { Alert, AlertValue, JsonValue, NewDelivery, Project } from '@gatrix/analytics-metadata';
import type { AlertDefinition, AlertMessage, AlertState } from '@gatrix/analytics-protocol/insights';
import { createZone, currencyOf, formatInstant } from '@gatrix/analytics-reports';

/** What is told of an alert, and why. */
export interface Notice {
  readonly state: AlertState;
  readonly problem: string | null;
  readonly isReminder: boolean;
  /** What it was told by; undefined where nothing new was seen. */
  readonly seen: AlertValue | undefined;
  /** The name of the saved report or segment. */
  readonly watched: string;
  readonly definition: AlertDefinition | undefined;
  /** Whether the values are amounts. */
  readonly isAmount: boolean;
  readonly at: number;
  /** Where the dashboard is, without a slash at its end. */
  readonly publicUrl: string | undefined;
}

/** A delivery for each channel of the alert. Its key is made of the alert's version, which each change has one of. */
export function deliveriesOf(
  alert: Alert,
  project: Project,
  channelIds: readonly string[],
  notice: Notice,
): NewDelivery[] {
  const message = messageOf(alert, project, notice) satisfies AlertMessage & JsonValue;
  return channelIds.map((channelId) => ({
    ...{ projectId: project.id, channelId, subjectId: alert.id, message },
    idempotencyKey: `alert:${alert.id}:${alert.version + 1}:${channelId}`,
  }));
}

function messageOf(alert: Alert, project: Project, notice: Notice) {
  const { state, seen, definition, publicUrl } = notice;
  const watch = definition?.watch;
  const bucket = seen?.bucket ?? alert.lastBucket;
  return {
    type: 'alert' as const,
    project: { id: project.id, name: project.name },
    alert: { id: alert.id, name: alert.name },
    state,
    previous: alert.toldState,
    reminder: notice.isReminder,
    watched: notice.watched,
    figure: watch && 'figure' in watch ? watch.figure : 'size',
    interval: definition?.interval ?? null,
    bucket: bucket === null ? null : formatInstant(createZone(project.timezone), bucket),
    ...(notice.isAmount && { currency: currencyOf(project) }),
    ...{ value: seen?.value ?? null, low: seen?.low ?? null, high: seen?.high ?? null },
    problem: notice.problem,
    at: new Date(notice.at).toISOString(),
    ...(publicUrl !== undefined && { link: `${publicUrl}/p/${encodeURIComponent(project.id)}/alerts` }),
  };
}
