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
 * The people of a segment: selects `person`, the `keys` of their events (`eventKey`), and when they were seen `first` and `last`.
 */
export interface SegmentPeople {
  readonly rows: Sql;
  /** All their keys, where those were read before. */
  readonly kept?: KeptKeys | undefined;
}

/** Keys as texts with commas between them, each short enough for a parameter: ClickHouse reads them in a third of the time of numbers. */
export interface KeptKeys {
  readonly count: number;
  readonly texts: readonly string[];
}
