import { type DdlTarget, localTable, tablesOf } from '../ddl.ts';
import { sessionFacts } from '../seal/columns.ts';

const facts = sessionFacts.map(
  (name) => `${name} ${name === 'referrer' ? 'String CODEC(ZSTD(3))' : 'LowCardinality(String)'}`,
);

/**
 * Sealed rows can tell what a filter on facts lets pass, and who was active. Rows of activity have the hash of their profile, or of
 * their device where they have none; views name their session by its number within the day. Of sessions whose facts change, and of
 * views without a session, the views' own rows have the facts.
 *
 * Days are sealed again after it.
 */
export const rowsForFilters = {
  id: '0036-rows-for-filters',
  statements: (target: DdlTarget): string[] => {
    const number = 'session_number UInt32 CODEC(T64, ZSTD(1))';
    const columns: Readonly<Record<string, readonly string[]>> = {
      session_days: [number],
      activity_slots: ['own_hash UInt64', 'is_profile UInt8 CODEC(ZSTD(1))'],
      page_slots: [number, 'is_last UInt8 CODEC(ZSTD(1))', ...facts],
    };
    return [
      ...['sealed_days', 'day_seams'].map((table) => `TRUNCATE TABLE IF EXISTS ${localTable(target, table)}`),
      ...Object.entries(columns).flatMap(([table, added]) =>
        tablesOf(target, table).map(
          (name) =>
            `ALTER TABLE ${name} ${added.map((column) => `ADD COLUMN IF NOT EXISTS ${column}`).join(', ')}`,
        ),
      ),
    ];
  },
};
