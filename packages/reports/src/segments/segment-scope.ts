import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { FilterScope } from '../filters/scope.ts';

/** Where and when people are looked at. */
export interface SegmentScope extends FilterScope {
  /** Milliseconds: the end of the local day at which people are looked at. */
  readonly until: number;
  /** Whether what was stored of later days is not looked at. */
  readonly isPast: boolean;
}

/** ` AND …` on events: what happened by then. */
export function happenedBy({ until, isPast }: Pick<SegmentScope, 'until' | 'isPast'>): Sql {
  return isPast ? sql` AND timestamp < ${param.time(until)}` : sql``;
}
