import { identifier, joinSql, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';

/** What is found out of each person's events for a condition, in two steps: by device and profile, then by person. */
export interface Column {
  /** An aggregate over events. */
  readonly ofEvents: Sql;
  /** Its value where there are no events. */
  readonly empty: Sql;
  /** Folds the values of a person's devices and profiles, in a column of the name given. */
  readonly folded: (column: Sql) => Sql;
}

/** The columns that a segment's conditions need, each once. */
export function createColumns() {
  const columns: Column[] = [];
  const named = new Map<string, Sql>();
  const nameOf = (prefix: string, index: number) => identifier(`${prefix}${index}`);
  const list = (of: (column: Column, index: number) => Sql) => joinSql(columns.map(of), sql``);
  return {
    /** Adds a column and gives the name of its folded value; under the same `key` it is the same column. */
    add(column: Column, key?: string): Sql {
      const existing = key === undefined ? undefined : named.get(key);
      if (existing) return existing;
      const name = nameOf('folded_', columns.push(column) - 1);
      if (key !== undefined) named.set(key, name);
      return name;
    },
    ofEvents: () => list(({ ofEvents }, index) => sql`, ${ofEvents} AS ${nameOf('part_', index)}`),
    empty: () => list(({ empty }, index) => sql`, ${empty} AS ${nameOf('part_', index)}`),
    carried: () => list((_, index) => sql`, ${nameOf('part_', index)}`),
    folded: () =>
      list(({ folded }, index) => sql`, ${folded(nameOf('part_', index))} AS ${nameOf('folded_', index)}`),
  };
}

export type Columns = ReturnType<typeof createColumns>;
