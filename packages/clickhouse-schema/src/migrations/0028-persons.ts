import { type DdlTarget, localTable, tablesOf } from '../ddl.ts';

/**
 * Profiles are folded from the changes of all ids of a person: those that aliases join are found by either side. `fold`: by
 * which rules a row was folded.
 */
export const persons = {
  id: '0028-persons',
  statements: (target: DdlTarget): string[] => {
    const changes = localTable(target, 'profile_changes');
    return [
      ...tablesOf(target, 'profiles').map(
        (table) => `ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS fold UInt8`,
      ),
      `ALTER TABLE ${changes} ADD INDEX IF NOT EXISTS alias_bloom alias TYPE bloom_filter GRANULARITY 1`,
      `ALTER TABLE ${changes} MATERIALIZE INDEX alias_bloom`,
    ];
  },
};
