import { createTable, type DdlTarget } from '../ddl.ts';

/** Lists of people by their ids, as they were uploaded. */
export const listedIds = {
  id: '0031-listed-ids',
  statements: (target: DdlTarget): string[] =>
    createTable(target, {
      name: 'listed_ids',
      columns: `  project_id LowCardinality(String),
  list_id String,
  id String`,
      engine: 'ReplacingMergeTree',
      orderBy: '(project_id, list_id, id)',
      shardBy: 'cityHash64(id)',
    }),
};
