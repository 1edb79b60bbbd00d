import type { acquisitionFacts, Sql, Zone } from '@gatrix/analytics-clickhouse-schema';
import type { DaysScope } from '../days/days.ts';
import type { SegmentPeople } from '../segments/scope.ts';
import type { Field } from './fields.ts';

export type AcquisitionFact = (typeof acquisitionFacts)[number];

/** Where a filter is asked: whose events, and what they belong to. */
export interface FilterScope extends DaysScope {
  readonly zone: Zone;
  /** The sealed rows that are filtered, where they are not events: of sessions with events on several days, or of all others. */
  readonly rows?: 'spanning' | 'whole';
  /** A condition on `session_hash`: of a session over several days that came as the condition says. Without it a subquery finds those. */
  readonly sessionsThat?: (fact: AcquisitionFact, condition: Sql) => Sql;
  /** The persons of ids that aliases join; needed where a filter is about persons. */
  readonly aliases: ReadonlyMap<string, string>;
  /** The people of each segment that a filter names. */
  readonly segments: ReadonlyMap<string, SegmentPeople>;
}

/** A field of what an event belongs to: a condition on it becomes one on the event. */
export interface Related {
  readonly field: Field;
  toEvents(condition: Sql): Sql;
  /** Selects the persons of whom it is true, where the field is one of persons. */
  toPersons?(condition: Sql): Sql;
  /** A condition on events: where one is met, it is true of the event's person, too. */
  onOwnEvents?(condition: Sql): Sql;
}
