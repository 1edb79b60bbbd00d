import type { ClickHouseClient } from '@clickhouse/client';
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

type Columns<Row> = { readonly [Column in keyof Row]-?: (value: Row[Column]) => unknown };

const as = <T>(value: T): unknown => value;
/** Seconds with three decimals are read the same by every version, whatever the input format's settings. */
const instant = (milliseconds: number): unknown => (milliseconds / 1_000).toFixed(3);
const minute = (milliseconds: number): unknown => Math.floor(milliseconds / 1_000);

const eventColumns: Columns<EventRow> = {
  id: as,
  project_id: as,
  name: as,
  device_id: as,
  profile_id: as,
  session_id: as,
  timestamp: instant,
  created_at: instant,
  sequence: as,
  path: as,
  origin: as,
  hash: as,
  title: as,
  referrer: as,
  referrer_name: as,
  referrer_type: as,
  channel: as,
  utm_source: as,
  utm_medium: as,
  utm_campaign: as,
  utm_term: as,
  utm_content: as,
  click_id_type: as,
  click_id: as,
  country: as,
  region: as,
  city: as,
  latitude: as,
  longitude: as,
  os: as,
  os_version: as,
  browser: as,
  browser_version: as,
  device: as,
  brand: as,
  model: as,
  revenue: (value) => value.toFixed(6),
  groups: as,
  sdk_name: as,
  sdk_version: as,
  properties: as,
  properties_number: as,
  properties_bool: as,
  retention_days: as,
};

const tables: { readonly [T in BatchTable]: Columns<RowBatch[T][number]> } = {
  events: eventColumns,
  events_bots: {
    id: as,
    project_id: as,
    name: as,
    bot_name: as,
    timestamp: instant,
    created_at: instant,
    path: as,
    referrer: as,
    country: as,
    user_agent: as,
  },
  profile_changes: {
    id: as,
    project_id: as,
    profile_id: as,
    device_id: as,
    kind: as,
    timestamp: instant,
    created_at: instant,
    sequence: as,
    traits: as,
    alias: as,
    property: as,
    amount: as,
    groups: as,
  },
  groups: {
    id: as,
    project_id: as,
    group_id: as,
    type: as,
    name: as,
    properties: as,
    timestamp: instant,
    created_at: instant,
  },
  ingest_counters: { project_id: as, minute, kind: as, reason: as, count: as },
  displaced_ids: { project_id: as, id: as, timestamp: instant, told_at: instant, retention_days: as },
};

export const batchTables = Object.keys(tables) as readonly BatchTable[];

export interface InsertTarget {
  readonly clickhouse: ClickHouseClient;
  readonly database: string;
}

/**
 * Inserts rows under a deduplication token: the same token again, from whatever process, changes nothing.
 * The rows are one block, so that they are stored whole a partition.
 */
export async function insertRows<T extends BatchTable>(
  { clickhouse, database }: InsertTarget,
  table: T,
  rows: RowBatch[T],
  token: string,
): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.entries(tables[table]) as [string, (value: unknown) => unknown][];
  const [first, ...rest] = columns.map(([column]) => column);
  if (first === undefined) return;
  const values = rows.map((row) => {
    const record = row as unknown as Record<string, unknown>;
    return columns.map(([column, encode]) => encode(record[column]));
  });
  await clickhouse.insert({
    table: `${database}.${table}`,
    columns: [first, ...rest],
    values,
    format: 'JSONCompactEachRow',
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
}
