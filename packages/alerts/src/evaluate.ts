import type { Alert, AlertOutcome, AlertValue, Metadata, Project } from '@gatrix/analytics-metadata';
import { type AlertDefinition, alertDefinition } from '@gatrix/analytics-protocol/insights';
import {
  createZone,
  type Figure,
  InvalidParametersError,
  NotFoundError,
  QueryLimitError,
  type Reports,
  readFigure,
  settlingOf,
} from '@gatrix/analytics-reports';
import { type Due, dueBucket, revisedAfterMs, weeksBefore } from './buckets.ts';
import { judge, type Verdict, weeksOf } from './judge.ts';
import { type Telling, tellingOf } from './telling.ts';
import { watchedFigure } from './watched-figure.ts';

export interface AlertDeps {
  readonly metadata: Pick<Metadata, 'alerts' | 'savedReports' | 'projects'>;
  readonly reports: Reports;
  /** The clock, milliseconds since the epoch. */
  readonly now: () => number;
}

/** What cannot be asked is asked again after this long. */
const retryMs = 10 * 60_000;
/** Minutes are many: a band looks back 12 weeks at most. */
const keptMs = { minute: 100 * 86_400_000, hour: 800 * 86_400_000, day: Infinity, week: Infinity };

/**
 * Looks at the newest bucket that is complete, once more when late events have come, and stores what it found. Does
 * nothing where another process has done so meanwhile. Rejects while a database is away.
 */
export async function evaluateAlert(deps: AlertDeps, alert: Alert): Promise<void> {
  const project = await deps.metadata.projects.get(alert.projectId);
  if (!project) return;
  try {
    await evaluate(deps, alert, project);
  } catch (error) {
    if (!isOfQuestion(error)) throw error;
    await store(deps, alert, { state: 'no_data', problem: error.message, dueAt: deps.now() + retryMs });
  }
}

function isOfQuestion(error: unknown): error is Error {
  const kinds = [InvalidParametersError, NotFoundError, QueryLimitError];
  return kinds.some((kind) => error instanceof kind);
}

async function evaluate(deps: AlertDeps, alert: Alert, project: Project): Promise<void> {
  const definition = definitionOf(alert);
  const figure = await watchedFigure(deps.metadata, project.id, definition.watch);
  const { interval } = definition;
  const now = deps.now();
  const due = dueBucket(createZone(project.timezone), interval, settlingOf(figure, interval), now);
  const revisedAt = due.since + revisedAfterMs[interval];
  const isRevision = alert.lastBucket === due.bucket.start;
  if (isRevision && (alert.isRevised || now < revisedAt)) {
    const nextAt = alert.isRevised ? due.nextAt : Math.min(due.nextAt, revisedAt);
    return store(deps, alert, { state: alert.state, problem: null, dueAt: nextAt });
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
    deps,
    alert,
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
  const known = new Map(stored.map((one) => [one.bucket, one.value]));
  const past: (number | null)[] = [];
  for (const week of weeks) {
    const seen = known.get(week.start);
    past.push(seen === undefined ? await readFigure(reports, project, figure, spanOf(week)) : seen);
  }
  return { value, verdict: judge(condition, value, past) };
}

type Found = Pick<AlertOutcome, 'state' | 'problem' | 'dueAt'> &
  Partial<Pick<AlertOutcome, 'lastBucket' | 'isRevised'>>;

async function store(
  { metadata, now }: Pick<AlertDeps, 'metadata' | 'now'>,
  alert: Alert,
  { lastBucket = alert.lastBucket, isRevised = alert.isRevised, dueAt, ...found }: Found,
  seen?: AlertValue,
): Promise<void> {
  const time = now();
  const { notice: _notice, ...told }: Telling = tellingOf(alert, found.state, time);
  // A snooze that ends in between is looked at when it does.
  const snoozeEnd = alert.snoozedUntil !== null && alert.snoozedUntil > time ? alert.snoozedUntil : Infinity;
  const stateSince = alert.stateSince === null || found.state !== alert.state ? time : alert.stateSince;
  const outcome = { ...found, ...told, stateSince, lastBucket, isRevised, dueAt: Math.min(dueAt, snoozeEnd) };
  await metadata.alerts.commit(alert, outcome, seen);
}
