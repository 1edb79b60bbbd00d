import { type DdlTarget, localTable, tablesOf } from '../ddl.ts';

/**
 * A seal is of the events of its day that were received before its `cut`: count and checksum are kept by day and quarter of
 * an hour in which they were received, so that one that comes later leaves the seal what it is.
 *
 * Seals that do not say so are of no events: days are sealed again.
 */
export const lateEvents = {
  id: '0023-late-events',
  statements: (target: DdlTarget): string[] => {
    const events = localTable(target, 'events');
    return [
      ...tablesOf(target, 'sealed_days').map(
        (table) => `ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS cut DateTime('UTC')`,
      ),
      `ALTER TABLE ${events} DROP PROJECTION IF EXISTS days`,
      `ALTER TABLE ${events} ADD PROJECTION IF NOT EXISTS arrivals (SELECT project_id, toDate(timestamp), toStartOfFifteenMinutes(created_at), count(), sum(cityHash64(id)) GROUP BY project_id, toDate(timestamp), toStartOfFifteenMinutes(created_at))`,
      `ALTER TABLE ${events} MATERIALIZE PROJECTION arrivals`,
    ];
  },
};
