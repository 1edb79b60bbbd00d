import { type DdlTarget, tablesOf } from '../ddl.ts';

/** In which currency an event's revenue was paid; '' is the project's own, as of all that was stored before. */
export const currencies = {
  id: '0034-currencies',
  statements: (target: DdlTarget): string[] =>
    tablesOf(target, 'events').map(
      (name) =>
        `ALTER TABLE ${name} ADD COLUMN IF NOT EXISTS currency LowCardinality(String) DEFAULT '' CODEC(ZSTD(1))`,
    ),
};
