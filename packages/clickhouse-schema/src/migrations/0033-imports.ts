import { createTable, type DdlTarget, tablesOf } from '../ddl.ts';

/** By which import a message came; events have it in `sdk_version`, where `sdk_name` is `import`. */
const importId = "import_id LowCardinality(String) DEFAULT ''";

/** Imports can be undone: all that came by one is found by its id, and which were undone is known. */
export const imports = {
  id: '0033-imports',
  statements: (target: DdlTarget): string[] => [
    ...['events_bots', 'profile_changes', 'groups'].flatMap((table) =>
      tablesOf(target, table).map((name) => `ALTER TABLE ${name} ADD COLUMN IF NOT EXISTS ${importId}`),
    ),
    ...createTable(target, {
      name: 'undone_imports',
      columns: `  project_id LowCardinality(String),
  import_id String,
  undone_at DateTime64(3, 'UTC') DEFAULT now64(3)`,
      engine: 'ReplacingMergeTree(undone_at)',
      orderBy: '(project_id, import_id)',
      shardBy: 'cityHash64(project_id)',
    }),
  ],
};
