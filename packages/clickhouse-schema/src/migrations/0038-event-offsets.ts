import { type DdlTarget, localTable, tablesOf } from '../ddl.ts';

/**
 * Sealed sessions know when each of their events happened, so that the time on a page is known without the events of the session.
 * `event_offsets`: milliseconds from the part's first event; `tie_ends`: which event is the last of a millisecond that has several.
 *
 * Days are sealed again after it.
 */
export const eventOffsets = {
  id: '0038-event-offsets',
  statements: (target: DdlTarget): string[] => [
    ...['sealed_days', 'day_seams'].map((table) => `TRUNCATE TABLE IF EXISTS ${localTable(target, table)}`),
    ...tablesOf(target, 'session_days').map(
      (name) =>
        `ALTER TABLE ${name} ADD COLUMN IF NOT EXISTS event_offsets Array(UInt32) CODEC(Delta, ZSTD(1)), ADD COLUMN IF NOT EXISTS tie_ends Array(UInt64) CODEC(ZSTD(1))`,
    ),
  ],
};
