import type { Alert, AlertOutcome, AlertValue, Metadata, Project } from '@gatrix/analytics-metadata';
import { type AlertDefinition, alertDefinition } from '@gatrix/analytics-protocol/insights';
import {
  createZone,
  type Figure,
  type FigureSource,
  InvalidParametersError,
  readFigure,
  settlingOf,
  sharedAnswers,
} from '@gatrix/analytics-reports';
import { type Due, dueBucket, revisedAfterMs, weeksBefore } from './buckets.ts';
import { judge, type Verdict, weeksOf } from './judge.ts';
import { deliveriesOf } from './message.ts';
import { isOfQuestion } from './of-question.ts';
import { tellingOf } from './telling.ts';
import { watchedFigure } from './watched-figure.ts';

export interface AlertDeps {
  readonly metadata: Pick<Metadata, 'alerts' | 'savedReports' | 'segments' | 'projects' | 'channels'>;
  readonly reports: FigureSource;
  /** The clock, milliseconds since the epoch. */
  readonly now: () => number;
  /** Where the dashboard is, for links in messages. */
  readonly publicUrl?: string | undefined;
}

/** What cannot be asked is asked again after this long. */
const retryMs = 10 * 60_000;
/** Minutes are many: a band looks back 12 weeks at most. */
const keptMs = { minute: 100 * 86_400_000, hour: 800 * 86_400_000, day: Infinity, week: Infinity };

/**
 * Looks at the newest bucket that is complete, once more when late events have come, and stores what it found; does
 * nothing where another process has done so meanwhile. Figures of one report and bucket are asked for once. One that fails
 * leaves the others alone; rejects then, as while a database is away.
 */
export async function evaluateAlerts(deps: AlertDeps, alerts: readonly Alert[]): Promise<void> {
  const sharing = { ...deps, reports: sharedAnswers(deps.reports) };
  const failed: unknown[] = [];
  // In turn, so that they leave the database to who waits for an answer.
  for (const alert of alerts) await evaluateAlert(sharing, alert).catch((error) => failed.push(error));
  if (failed.length > 0) throw failed[0];
}

async function evaluateAlert(deps: AlertDeps, alert: Alert): Promise<void> {
  const project = await deps.metadata.projects.get(alert.projectId);
  if (!project) return;
  try {
    await evaluate(deps, alert, project);
  } catch (error) {
    if (!isOfQuestion(error)) throw error;
    const outcome = { state: 'no_data', problem: error.message, dueAt: deps.now() + retryMs } as const;
    await store({ ...deps, project, alert, watched: '' }, outcome);
  }
}

async function evaluate(deps: AlertDeps, alert: Alert, project: Project): Promise<void> {
  const definition = definitionOf(alert);
  const { figure, name: watched } = await watchedFigure(deps.metadata, project.id, definition.watch);
  const subject = { ...deps, project, alert, watched, definition };
  const { interval } = definition;
  const now = deps.now();
  const due = dueBucket(createZone(project.timezone), interval, settlingOf(figure, interval), now);
  const revisedAt = due.since + revisedAfterMs[interval];
  const isRevision = alert.lastBucket === due.bucket.start;
  if (isRevision && (alert.isRevised || now < revisedAt)) {
    const nextAt = alert.isRevised ? due.nextAt : Math.min(due.nextAt, revisedAt);
    return store(subject, { state: alert.state, problem: null, dueAt: nextAt });
  }
  const { value, verdict } = await seenNow(deps, alert, project, { definition, figure, due });
  const [before] = isRevision ? await deps.metadata.alerts.valuesAt(alert.id, [due.bucket.start]) : [];
  const isRevised = now >= revisedAt;
  const seen: AlertValue = {
    bucket: due.bucket.start,
    value,
    firstValue: before ? before.firstValue : value,
    ...verdict,
    seenAt: before?.seenAt ?? now,
    revisedAt: before ? now : null,
  };
  await store(
    subject,
    {
      ...{ state: verdict.state, problem: null, lastBucket: due.bucket.start, isRevised },
      dueAt: isRevised ? due.nextAt : Math.min(due.nextAt, revisedAt),
    },
    seen,
  );
  if (Number.isFinite(keptMs[interval]))
    await deps.metadata.alerts.dropValuesBefore(alert.id, now - keptMs[interval]);
}

function definitionOf({ definition }: Alert): AlertDefinition {
  const parsed = alertDefinition.safeParse(definition);
  if (parsed.success) return parsed.data;
  throw new InvalidParametersError([{ field: 'definition', message: 'cannot be understood' }]);
}

interface Question {
  readonly definition: AlertDefinition;
  readonly figure: Figure;
  readonly due: Due;
}

/** The bucket's value and what it means; weeks before are read where they were not seen at their time. */
async function seenNow(
  { metadata, reports }: Pick<AlertDeps, 'metadata' | 'reports'>,
  alert: Alert,
  project: Project,
  { definition: { condition, interval }, figure, due: { bucket } }: Question,
): Promise<{ readonly value: number | null; readonly verdict: Verdict }> {
  const spanOf = ({ start, end }: { readonly start: number; readonly end: number }) => ({
    from: start,
    to: end,
  });
  const value = await readFigure(reports, project, figure, spanOf(bucket));
  const zone = createZone(project.timezone);
  const weeks = Array.from({ length: weeksOf(condition) }, (_, week) =>
    weeksBefore(zone, interval, bucket, week + 1),
  );
  const stored = await metadata.alerts.valuesAt(
    alert.id,
    weeks.map(({ start }) => start),
  );
  const valuesByBucket = new Map(stored.map((one) => [one.bucket, one.value]));
  const past: (number | null)[] = [];
  for (const week of weeks) {
    const seen = valuesByBucket.get(week.start);
    past.push(seen === undefined ? await readFigure(reports, project, figure, spanOf(week)) : seen);
  }
  return { value, verdict: judge(condition, value, past) };
}

type Found = Pick<AlertOutcome, 'state' | 'problem' | 'dueAt'> &
  Partial<Pick<AlertOutcome, 'lastBucket' | 'isRevised'>>;

/** An alert with what is known of it. */
interface Subject extends AlertDeps {
  readonly project: Project;
  readonly alert: Alert;
  readonly watched: string;
  readonly definition?: AlertDefinition;
}

async function store(subject: Subject, found: Found, seen?: AlertValue): Promise<void> {
  const { metadata, now, alert, project } = subject;
  const { lastBucket = alert.lastBucket, isRevised = alert.isRevised, state, problem } = found;
  const time = now();
  const { notice, ...told } = tellingOf(alert, state, time);
  // A snooze that ends in between is looked at when it does.
  const snoozeEnd = alert.snoozedUntil !== null && alert.snoozedUntil > time ? alert.snoozedUntil : Infinity;
  const stateSince = alert.stateSince === null || state !== alert.state ? time : alert.stateSince;
  const outcome = { state, problem, ...told, stateSince, lastBucket, isRevised };
  const { watched, definition, publicUrl } = subject;
  const deliveries =
    notice === undefined
      ? []
      : deliveriesOf(alert, project, await channelsOf(subject), {
          ...{ state, problem, watched, definition, publicUrl, at: time, isReminder: notice === 'reminder' },
          seen: seen ?? (await lastSeen(subject)),
        });
  const dueAt = Math.min(found.dueAt, snoozeEnd);
  await metadata.alerts.commit(alert, { ...outcome, dueAt }, seen, deliveries);
}

/** Those of its channels that are still there. */
async function channelsOf({ metadata, alert }: Subject): Promise<readonly string[]> {
  if (alert.channels.length === 0) return [];
  const existing = new Set((await metadata.channels.list(alert.projectId)).map(({ id }) => id));
  return alert.channels.filter((id) => existing.has(id));
}

async function lastSeen({ metadata, alert }: Subject): Promise<AlertValue | undefined> {
  if (alert.lastBucket === null) return undefined;
  return (await metadata.alerts.valuesAt(alert.id, [alert.lastBucket]))[0];
}
