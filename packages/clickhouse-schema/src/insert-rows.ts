import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ClickHouseClient } from '@clickhouse/client';
import { type ColumnReaders, type ColumnTypes, nativeBlock, type RowSource } from './native/block.ts';
import {
  array,
  bool,
  decimal6,
  float64,
  lowCardinality,
  map,
  milliseconds,
  nullableFloat32,
  seconds,
  text,
  uint16,
  uint32,
  uint64,
  uuid,
} from './native/column-types.ts';
import { eventReaders } from './native/event-readers.ts';
import type {
  BotEventRow,
  DisplacedIdRow,
  EventRow,
  GroupRow,
  IngestCounterRow,
  ProfileChangeRow,
} from './rows.ts';

/** What one batch puts into each table. */
export interface RowBatch {
  readonly events: readonly EventRow[];
  readonly events_bots: readonly BotEventRow[];
  readonly profile_changes: readonly ProfileChangeRow[];
  readonly groups: readonly GroupRow[];
  readonly ingest_counters: readonly IngestCounterRow[];
  readonly displaced_ids: readonly DisplacedIdRow[];
}

export type BatchTable = keyof RowBatch;
/** The tables that messages themselves go to. */
export type MessageTable = Exclude<BatchTable, 'ingest_counters' | 'displaced_ids'>;

const eventColumns: ColumnTypes<EventRow> = {
  id: uuid,
  project_id: lowCardinality,
  name: lowCardinality,
  device_id: text,
  profile_id: text,
  session_id: text,
  timestamp: milliseconds,
  created_at: milliseconds,
  sequence: uint32,
  path: text,
  origin: lowCardinality,
  hash: text,
  title: text,
  referrer: text,
  referrer_name: lowCardinality,
  referrer_type: lowCardinality,
  channel: lowCardinality,
  utm_source: lowCardinality,
  utm_medium: lowCardinality,
  utm_campaign: lowCardinality,
  utm_term: lowCardinality,
  utm_content: lowCardinality,
  click_id_type: lowCardinality,
  click_id: text,
  country: lowCardinality,
  region: lowCardinality,
  city: lowCardinality,
  latitude: nullableFloat32,
  longitude: nullableFloat32,
  os: lowCardinality,
  os_version: lowCardinality,
  browser: lowCardinality,
  browser_version: lowCardinality,
  device: lowCardinality,
  brand: lowCardinality,
  model: lowCardinality,
  revenue: decimal6,
  currency: lowCardinality,
  groups: array(lowCardinality),
  sdk_name: lowCardinality,
  sdk_version: lowCardinality,
  properties: map(lowCardinality, text),
  properties_number: map(lowCardinality, float64),
  properties_bool: map(lowCardinality, bool),
  retention_days: uint16,
};

const tables: { readonly [T in BatchTable]: ColumnTypes<RowBatch[T][number]> } = {
  events: eventColumns,
  events_bots: {
    id: uuid,
    project_id: lowCardinality,
    name: lowCardinality,
    bot_name: lowCardinality,
    timestamp: milliseconds,
    created_at: milliseconds,
    path: text,
    referrer: text,
    country: lowCardinality,
    user_agent: lowCardinality,
    import_id: lowCardinality,
  },
  profile_changes: {
    id: uuid,
    project_id: lowCardinality,
    profile_id: text,
    device_id: text,
    kind: lowCardinality,
    timestamp: milliseconds,
    created_at: milliseconds,
    sequence: uint32,
    traits: text,
    alias: text,
    property: lowCardinality,
    amount: float64,
    groups: array(text),
    import_id: lowCardinality,
  },
  groups: {
    id: uuid,
    project_id: lowCardinality,
    group_id: text,
    type: lowCardinality,
    name: text,
    properties: text,
    timestamp: milliseconds,
    created_at: milliseconds,
    import_id: lowCardinality,
  },
  ingest_counters: {
    project_id: lowCardinality,
    minute: seconds,
    kind: lowCardinality,
    reason: lowCardinality,
    count: uint64,
  },
  displaced_ids: {
    project_id: lowCardinality,
    id: uuid,
    timestamp: milliseconds,
    told_at: milliseconds,
    retention_days: uint16,
  },
};

/** The table that most messages go to; the others are read by the names of their columns. */
const readers: { readonly [T in BatchTable]?: ColumnReaders<RowBatch[T][number]> } = { events: eventReaders };

export const batchTables = Object.keys(tables) as readonly BatchTable[];

export interface InsertTarget {
  readonly clickhouse: ClickHouseClient;
  readonly database: string;
}

/**
 * Inserts rows under a deduplication token: the same token again, from whatever process, changes nothing.
 * The rows are one block of the Native format, so that they are stored whole a partition.
 * @throws RowValueError for a value that its column cannot hold; nothing is inserted then.
 */
export async function insertRows<T extends BatchTable>(
  { clickhouse, database }: InsertTarget,
  table: T,
  rows: RowSource<RowBatch[T][number]>,
  token: string,
): Promise<void> {
  if (rows.length === 0) return;
  const columns: ColumnTypes<RowBatch[T][number]> = tables[table];
  const block = nativeBlock(columns, rows, readers[table]);
  const { stream } = await clickhouse.exec({
    query: `INSERT INTO ${database}.${table} (${Object.keys(columns).join(', ')}) FORMAT Native`,
    values: Readable.from([block], { objectMode: false }),
    clickhouse_settings: {
      async_insert: 0,
      insert_deduplicate: 1,
      insert_deduplication_token: token,
      // A view whose insert failed before is fed again, though the table itself has the block.
      deduplicate_blocks_in_dependent_materialized_views: 1,
      distributed_foreground_insert: 1,
      max_partitions_per_insert_block: '0',
    },
  });
  // The connection is free again when the answer, which is empty, has been read.
  await buffer(stream);
}
