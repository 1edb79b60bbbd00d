import { type DdlTarget, tablesOf } from '../ddl.ts';

/**
 * Totals of a day are divided where a day of the project's zone begins within it: `divided_at`, minutes of the UTC day, 0 where it is not divided.
 * What lies behind has the seal's number with the other sign in `day_totals`.
 *
 * Days that were sealed before are not divided, and are read as before until they are sealed again; those of projects in UTC stay as they are.
 */
export const dividedDays = {
  id: '0043-divided-days',
  statements: (target: DdlTarget): string[] =>
    tablesOf(target, 'sealed_days').map(
      (table) => `ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS divided_at UInt16`,
    ),
};
