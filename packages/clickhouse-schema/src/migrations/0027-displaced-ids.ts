import { createTable, type DdlTarget } from '../ddl.ts';

/**
 * Where messages are stored whose own time does not say so: they told none, or one of a wrong clock. Few; a copy that
 * comes when the claims are gone is found by it. Granules are small because ids are looked up one by one.
 */
export const displacedIds = {
  id: '0027-displaced-ids',
  statements: (target: DdlTarget): string[] =>
    createTable(target, {
      name: 'displaced_ids',
      columns: `  project_id LowCardinality(String),
  id UUID,
  timestamp DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  told_at DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  retention_days UInt16`,
      engine: 'MergeTree',
      orderBy: '(project_id, id)',
      ttl: 'toDateTime(timestamp) + toIntervalDay(retention_days) DELETE WHERE retention_days > 0',
      settings: 'index_granularity = 512, min_compress_block_size = 8192',
      shardBy: 'cityHash64(id)',
    }),
};
