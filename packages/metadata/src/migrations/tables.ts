import type { Engine } from '../engine/engine.ts';

export interface TableDefinition {
  readonly name: string;
  readonly columns: (types: ColumnTypes) => readonly string[];
  readonly indexes?: readonly (readonly [column: string])[];
}

export interface ColumnTypes {
  readonly varchar: (column: string, length: number) => string;
  readonly json: (column: string) => string;
  readonly oneOf: (column: string, values: readonly string[]) => string;
  readonly instant: (column: string) => string;
  /** NOT NULL, the time of the insert by default. */
  readonly createdAt: () => string;
}

const mysqlTypes: ColumnTypes = {
  varchar: (column, length) => `${column} VARCHAR(${length})`,
  json: (column) => `${column} JSON`,
  oneOf: (column, values) => `${column} ENUM(${values.map((value) => `'${value}'`).join(', ')})`,
  instant: (column) => `${column} DATETIME(3)`,
  createdAt: () => 'created_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)',
};

// SQLite ignores lengths and has no ENUM; the checks make it refuse what MySQL refuses.
const sqliteTypes: ColumnTypes = {
  varchar: (column, length) => `${column} TEXT CHECK (length(${column}) <= ${length})`,
  json: (column) => `${column} TEXT CHECK (json_valid(${column}))`,
  oneOf: (column, values) =>
    `${column} TEXT CHECK (${column} IN (${values.map((value) => `'${value}'`).join(', ')}))`,
  instant: (column) => `${column} TEXT`,
  createdAt: () => "created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now'))",
};

/** The statements that make a table and its indexes; harmless where they exist. */
export function createTable(kind: Engine['kind'], table: TableDefinition): string[] {
  const indexes = (table.indexes ?? []).map((columns) => ({
    name: `${table.name}_${columns.join('_')}`,
    columns: columns.join(', '),
  }));
  if (kind === 'mysql') {
    const inline = indexes.map(({ name, columns }) => `INDEX ${name} (${columns})`);
    const body = [...table.columns(mysqlTypes), ...inline].join(',\n  ');
    // Ids are compared to the letter, case included.
    return [
      `CREATE TABLE IF NOT EXISTS ${table.name} (\n  ${body}\n) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
    ];
  }
  const body = table.columns(sqliteTypes).join(',\n  ');
  return [
    `CREATE TABLE IF NOT EXISTS ${table.name} (\n  ${body}\n)`,
    ...indexes.map(({ name, columns }) => `CREATE INDEX IF NOT EXISTS ${name} ON ${table.name} (${columns})`),
  ];
}
