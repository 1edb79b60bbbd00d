import { createTable, type DdlTarget } from '../ddl.ts';

const text = 'LowCardinality(String)';

/** Robots' events, kept out of every report, and the counters behind ingest health. */
export const operations = {
  id: '0003-operations',
  statements: (target: DdlTarget): string[] => [
    ...createTable(target, {
      name: 'events_bots',
      columns: `  id UUID,
  project_id ${text},
  name ${text},
  bot_name ${text},
  timestamp DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  created_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  path String CODEC(ZSTD(3)),
  referrer String CODEC(ZSTD(3)),
  country ${text},
  user_agent ${text}`,
      engine: 'MergeTree',
      partitionBy: 'toYYYYMM(timestamp)',
      orderBy: '(project_id, toDate(timestamp), name, timestamp)',
      shardBy: 'cityHash64(id)',
    }),
    ...createTable(target, {
      name: 'ingest_counters',
      columns: `  project_id ${text},
  minute DateTime('UTC'),
  kind ${text},
  reason ${text},
  count UInt64`,
      engine: 'SummingMergeTree(count)',
      partitionBy: 'toYYYYMM(minute)',
      orderBy: '(project_id, minute, kind, reason)',
      ttl: 'minute + toIntervalDay(90)',
      shardBy: 'cityHash64(project_id)',
    }),
  ],
};
