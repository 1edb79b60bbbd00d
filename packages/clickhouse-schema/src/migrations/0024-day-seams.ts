import { createTable, type DdlTarget } from '../ddl.ts';

const text = 'LowCardinality(String)';

/**
 * What the sessions add to totals that lie on two sealed days, one after the other, and on no other: rows of `day_totals` under
 * two numbers in a seal's place, one for what counts where the first of the days is asked for, one for the second.
 */
export const daySeams = {
  id: '0024-day-seams',
  statements: (target: DdlTarget): string[] =>
    createTable(target, {
      name: 'day_seams',
      columns: `  project_id ${text},
  -- The first of the two.
  day Date,
  seal_before Int64,
  seal_after Int64,
  totals_before Int64,
  totals_after Int64,
  sessions Array(UInt64),
  sealed_at DateTime64(3, 'UTC')`,
      engine: 'ReplacingMergeTree(sealed_at)',
      orderBy: '(project_id, day, seal_before, seal_after)',
      shardBy: 'cityHash64(project_id)',
    }),
};
