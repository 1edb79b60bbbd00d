import type { Money, SessionFact, Sql, Zone } from '@gatrix/analytics-clickhouse-schema';
import type { Days } from '../days/days.ts';
import type { FiguresRow, Question } from '../days/question.ts';
import type { Identities } from '../persons/identities.ts';
import type { SavedSegment, SegmentPeople } from '../segments/scope.ts';
import type { Range } from '../time/range.ts';
import type { Runner } from './run.ts';
import type { Tables } from './tables.ts';

/** Whose data, and the zone their days are in where a request names none. */
export interface Project {
  readonly id: string;
  readonly timezone?: string | undefined;
}

/** What waits to be stored. */
export interface QueueStatus {
  /** Messages. */
  readonly depth: number;
  /** How long the oldest has waited, milliseconds; null where none waits or nobody knows. */
  readonly oldestAgeMs: number | null;
}

/** A filter as a condition on sealed rows with facts: of sessions with events on several days, and of all others. */
export interface SealedFilter {
  readonly whole: Sql;
  readonly spanning: Sql;
  /** Whether it looks at how sessions came alone, so that all rows of a session pass or none, and `spanning` needs its `session_hash` only. */
  readonly isOfAcquisition: boolean;
}

/** Resolves with the answer to a question about the plan's range; rejects as the runner does. */
export type FiguresLoader = (
  plan: Plan,
  question: Question,
  runner: Runner,
) => Promise<readonly FiguresRow[]>;

/** The values of a fact of sessions that are shown. */
export interface ShownValues {
  readonly fact: SessionFact;
  readonly values: readonly string[];
}

/** Resolves with the active users of each value; with null where a person is a device. */
export type PersonsLoader = (
  plan: Plan,
  question: ShownValues,
  runner: Runner,
) => Promise<ReadonlyMap<string, number> | null>;

/** What every report needs to know of a request, resolved against the project and the clock. */
export interface Plan {
  readonly projectId: string;
  readonly tables: Tables;
  readonly zone: Zone;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly range: Range;
  /** The range to compare with, where the request wants one. */
  readonly compared: Range | undefined;
  /** A condition on rows of `events`, where the request has filters. */
  readonly filter: Sql | undefined;
  /** The same on sealed rows, where those can tell. */
  readonly sealedFilter: SealedFilter | undefined;
  /** What the filter looks at. */
  readonly filterFields: ReadonlySet<string>;
  readonly limit: number;
  readonly cursor: string | undefined;
  /** Asks the queue, where there is one to ask. */
  readonly queueStatus: (() => Promise<QueueStatus | undefined>) | undefined;
  /** Which days are sealed; all are open where the report was not asked about it. */
  readonly days: Days;
  /** The persons of ids that aliases join; empty where the request asks nothing of profiles. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Who is who, as it is after the report was asked for. */
  readonly findIdentities: () => Promise<Identities>;
  /** The people of the segments that the request names, now. */
  readonly segments: ReadonlyMap<string, SegmentPeople>;
  /** These segments and those that they name in turn, each behind those that it names. */
  readonly savedSegments: readonly SavedSegment[];
  /** When their people were found, milliseconds. */
  readonly segmentsAt: number;
  readonly loadFigures: FiguresLoader;
  readonly loadPersons: PersonsLoader;
  /** How amounts are converted. */
  readonly money: Money;
  /** Days since the epoch, UTC, that have amounts without a rate; undefined where that was not asked. */
  readonly daysLeavingOut: readonly number[] | undefined;
  /** Of so many events one statement is faster than two of which the first says what the second need not look at. */
  readonly eventsAtOnce: number;
}

/** What a plan is made from beside the request. */
export type PlanSources = Pick<
  Plan,
  | 'tables'
  | 'now'
  | 'queueStatus'
  | 'aliases'
  | 'findIdentities'
  | 'segments'
  | 'savedSegments'
  | 'segmentsAt'
  | 'days'
  | 'loadFigures'
  | 'loadPersons'
  | 'money'
  | 'daysLeavingOut'
  | 'eventsAtOnce'
>;
