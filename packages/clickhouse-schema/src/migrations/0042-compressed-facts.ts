import { type DdlTarget, localTable } from '../ddl.ts';
import { sessionFacts } from '../seal/columns.ts';

const facts = sessionFacts
  .filter((name) => name !== 'referrer')
  .map((name) => `${name} LowCardinality(String) CODEC(ZSTD(1))`);

/**
 * Facts of events and sealed rows take half to three quarters of the space: ZSTD in place of LZ4, and times of a session's events in as
 * many bits as they need. No rows are written anew: parts get it when they are merged.
 */
export const compressedFacts = {
  id: '0042-compressed-facts',
  statements: (target: DdlTarget): string[] =>
    Object.entries({
      events: facts,
      session_days: [...facts, 'event_offsets Array(UInt32) CODEC(T64, ZSTD(1))'],
      activity_slots: facts,
      page_slots: facts,
    }).map(
      ([table, columns]) =>
        `ALTER TABLE ${localTable(target, table)} ${columns.map((column) => `MODIFY COLUMN ${column}`).join(', ')}`,
    ),
};
