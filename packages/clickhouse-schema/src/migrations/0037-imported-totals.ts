import { createTable, type DdlTarget } from '../ddl.ts';

/** Sums by day that another product counted. They are in a table of their own, so that no report mixes them with events. */
export const importedTotals = {
  id: '0037-imported-totals',
  statements: (target: DdlTarget): string[] =>
    createTable(target, {
      name: 'imported_totals',
      columns: `  project_id LowCardinality(String),
  source LowCardinality(String),
  breakdown LowCardinality(String),
  day Date,
  dimensions String,
  import_id LowCardinality(String),
  visitors UInt64,
  visits UInt64,
  page_views UInt64,
  events UInt64,
  bounces UInt64,
  visit_seconds UInt64,
  stored_at DateTime64(3, 'UTC') DEFAULT now64(3)`,
      engine: 'ReplacingMergeTree(stored_at)',
      orderBy: '(project_id, source, breakdown, day, dimensions)',
      shardBy: 'cityHash64(project_id)',
    }),
};
