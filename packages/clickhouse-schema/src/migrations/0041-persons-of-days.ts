import { type DdlTarget, tablesOf } from '../ddl.ts';

/**
 * Totals of days and of their hours know who was active: the numbers of the profiles that events bear, and of the devices of events
 * that bear none. Profiles have numbers in `device_numbers` as devices do, by the hash of the id, so that one id is one number.
 *
 * Days without these sums (`has_persons` is 0) are read as before until they are sealed again.
 */
export const personsOfDays = {
  id: '0041-persons-of-days',
  statements: (target: DdlTarget): string[] => {
    const columns: Readonly<Record<string, readonly string[]>> = {
      day_totals: ['profiles', 'anonymous'].map(
        (name) => `${name} AggregateFunction(groupBitmap, UInt32) CODEC(ZSTD(1))`,
      ),
      sealed_days: ['has_persons UInt8'],
    };
    return Object.entries(columns).flatMap(([table, added]) =>
      tablesOf(target, table).map(
        (name) =>
          `ALTER TABLE ${name} ${added.map((column) => `ADD COLUMN IF NOT EXISTS ${column}`).join(', ')}`,
      ),
    );
  },
};
