import type { Alert, AlertOutcome, AlertValue, Metadata, Project } from '@gatrix/analytics-metadata';
import { type AlertDefinition, alertDefinition } from '@gatrix/analytics-protocol/insights';
import {
  createZone,
  type Figure,
  type FigureSource,
  InvalidParametersError,
  isAmount,
  type Reports,
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

type AlertReports = FigureSource & Pick<Reports, 'receivedEvents'>;

export interface AlertDeps {
  readonly metadata: Pick<Metadata, 'alerts' | 'savedReports' | 'segments' | 'projects' | 'channels'>;
  readonly reports: AlertReports;
  /** The clock, milliseconds since the epoch. */
  readonly now: () => number;
  /** Where the dashboard is, for links in messages. */
  readonly publicUrl?: string | undefined;
}

/** What cannot be asked is asked again after this long. */
const retryMs = 10 * 60_000;
/** Minutes are many: a band looks back 12 weeks at most. */
const keptMs = { minute: 100 * 86_400_000, hour: 800 * 86_400_000, day: Infinity, week: Infinity };

/** Evaluates alerts; see `createAlertEvaluator`. */
export type EvaluateAlerts = (alerts: readonly Alert[]) => Promise<void>;

/**
 * Looks at the newest bucket that is complete, once more when late events have come, and stores what it found; does
 * nothing where another process has done so meanwhile. Figures of one report and bucket are asked for once. One that fails
 * leaves the others alone; rejects then, as while a database is away.
 */
export function createAlertEvaluator(deps: AlertDeps): EvaluateAlerts {
  const firstCounts: FirstCounts = new Map();
  return async (alerts) => {
    const context = { ...deps, firstCounts, reports: sharingAnswers(deps.reports) };
    const failed: unknown[] = [];
    // In turn, so that they leave the database to who waits for an answer.
    for (const alert of alerts) await evaluateAlert(context, alert).catch((error) => failed.push(error));
    if (failed.length > 0) throw failed[0];
  };
}

/** By an alert's id: the minute that it looked at, and how many events counted for it then. Gone with the second look. */
type FirstCounts = Map<string, { readonly bucket: number; readonly events: number }>;

interface Context extends AlertDeps {
  readonly firstCounts: FirstCounts;
}

function sharingAnswers(reports: AlertReports): AlertReports {
  const counts = new Map<string, Promise<number>>();
  return {
    ...sharedAnswers(reports),
    receivedEvents: (project, span) => {
      const key = JSON.stringify([project.id, span]);
      const count = counts.get(key) ?? reports.receivedEvents(project, span);
      counts.set(key, count);
      return count;
    },
  };
}

async function evaluateAlert(deps: Context, alert: Alert): Promise<void> {
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

async function evaluate(deps: Context, alert: Alert, project: Project): Promise<void> {
  const definition = definitionOf(alert);
  const { figure, name: watched } = await watchedFigure(deps.metadata, project.id, definition.watch);
  const subject = { ...deps, project, alert, watched, definition, figure };
  const { interval } = definition;
  const now = deps.now();
  const due = dueBucket(createZone(project.timezone), interval, settlingOf(figure, interval), now);
  const revisedAt = due.since + revisedAfterMs[interval];
  const isRevision = alert.lastBucket === due.bucket.start;
  if (isRevision && (alert.isRevised || now < revisedAt)) {
    const nextAt = alert.isRevised ? due.nextAt : Math.min(due.nextAt, revisedAt);
    return store(subject, { state: alert.state, problem: null, dueAt: nextAt });
  }
  const [before] = isRevision ? await deps.metadata.alerts.valuesAt(alert.id, [due.bucket.start]) : [];
  const isRevised = now >= revisedAt;
  const question = { definition, figure, due };
  const isSame = interval === 'minute' && (await isUnchanged(deps, subject, due.bucket, isRevision));
  const seen =
    before && isSame ? { ...before, revisedAt: now } : await look(deps, alert, project, question, before);
  await store(
    subject,
    {
      ...{ state: seen.state, problem: null, lastBucket: due.bucket.start, isRevised },
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

/** What the alert sees now; `before`: what it saw in the same bucket at its first look. */
async function look(
  deps: AlertDeps,
  alert: Alert,
  project: Project,
  question: Question,
  before: AlertValue | undefined,
): Promise<AlertValue> {
  const { value, verdict } = await seenNow(deps, alert, project, question);
  const now = deps.now();
  return {
    bucket: question.due.bucket.start,
    value,
    firstValue: before ? before.firstValue : value,
    ...verdict,
    seenAt: before?.seenAt ?? now,
    revisedAt: before ? now : null,
  };
}

/**
 * Whether no event has come since this process looked at the bucket first. Asked of minutes only: their second look comes 60
 * times an hour, and to count a day's events costs more than most figures.
 */
async function isUnchanged(
  { firstCounts, reports }: Context,
  { alert, project, figure }: Subject & { readonly figure: Figure },
  bucket: Due['bucket'],
  isRevision: boolean,
): Promise<boolean> {
  const first = firstCounts.get(alert.id);
  firstCounts.delete(alert.id);
  if (isRevision && first?.bucket !== bucket.start) return false;
  const until = bucket.end + settlingOf(figure, 'minute').ms;
  // Before the figure is read, so that what comes meanwhile makes a difference.
  const events = await reports.receivedEvents(project, { from: bucket.start, until });
  if (!isRevision) firstCounts.set(alert.id, { bucket: bucket.start, events });
  return isRevision && first?.events === events;
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
  readonly figure?: Figure;
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
  const { watched, definition, figure, publicUrl } = subject;
  const deliveries =
    notice === undefined
      ? []
      : deliveriesOf(alert, project, await channelsOf(subject), {
          ...{ state, problem, watched, definition, publicUrl, at: time, isReminder: notice === 'reminder' },
          isAmount: figure !== undefined && isAmount(figure),
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
