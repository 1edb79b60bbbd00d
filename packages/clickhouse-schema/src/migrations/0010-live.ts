import { type DdlTarget, localTable } from '../ddl.ts';

/** Events are sorted by when they happened; those received in the last minutes are found without reading all days. */
export const live = {
  id: '0010-live',
  statements: (target: DdlTarget): string[] => {
    const table = localTable(target, 'events');
    return [
      `ALTER TABLE ${table} ADD INDEX IF NOT EXISTS created_at_range created_at TYPE minmax GRANULARITY 1`,
      `ALTER TABLE ${table} MATERIALIZE INDEX created_at_range`,
    ];
  },
};
