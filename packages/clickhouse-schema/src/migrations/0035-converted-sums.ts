import { type DdlTarget, tablesOf } from '../ddl.ts';

/**
 * Sealed rows have amounts in the reporting currency, which may have more digits than those that were sent. `basis`: with which
 * rates they were converted; '' where all were in the project's own currency, as in all that was sealed before.
 */
export const convertedSums = {
  id: '0035-converted-sums',
  statements: (target: DdlTarget): string[] => [
    ...['session_days', 'activity_slots'].flatMap((table) =>
      tablesOf(target, table).map(
        (name) => `ALTER TABLE ${name} MODIFY COLUMN revenue Decimal(38, 6) CODEC(ZSTD(1))`,
      ),
    ),
    ...tablesOf(target, 'sealed_days').map(
      (name) => `ALTER TABLE ${name} ADD COLUMN IF NOT EXISTS basis String DEFAULT ''`,
    ),
  ],
};
