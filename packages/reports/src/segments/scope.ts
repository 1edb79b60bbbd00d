import type { Sql } from '@gatrix/analytics-clickhouse-schema';
import type { SegmentDefinition } from '@gatrix/analytics-protocol/insights';

/** A segment as it is saved. */
export interface SavedSegment {
  readonly id: string;
  readonly name: string;
  readonly definition: SegmentDefinition;
}

/** Where saved segments are found. */
export interface SegmentSource {
  list(projectId: string): Promise<readonly SavedSegment[]>;
}

/**
 * The people of a segment: selects `person`, the `keys` of the devices and profiles of their events (`pairKey`), and when they
 * were seen `first` and `last`.
 */
export interface SegmentPeople {
  readonly rows: Sql;
  /** The keys of all of them, in decimal, where those were read before. */
  readonly keys?: readonly string[] | undefined;
}
