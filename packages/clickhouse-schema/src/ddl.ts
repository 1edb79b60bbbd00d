/** Where the tables go: one server, or a cluster of shards and replicas. */
export interface DdlTarget {
  readonly database: string;
  /** `CLICKHOUSE_CLUSTER`: Replicated local tables with Distributed ones in front. */
  readonly cluster?: string | undefined;
}

export interface TableDefinition {
  readonly name: string;
  readonly columns: string;
  /** `MergeTree`, `ReplacingMergeTree(version)`, … without the Replicated prefix. */
  readonly engine: string;
  readonly partitionBy?: string;
  readonly orderBy: string;
  readonly ttl?: string;
  readonly settings?: string;
  /** Distributed only: the expression that picks a shard. */
  readonly shardBy: string;
}

/** Retried inserts are recognised by token among this many recent ones. */
export const deduplicationWindow = 10_000;

/** The statements that create a table: one on a server, a Replicated and a Distributed one on a cluster. */
export function createTable(target: DdlTarget, table: TableDefinition): string[] {
  const { database, cluster } = target;
  const body = (engine: string, settings: string) =>
    [
      `(\n${table.columns}\n)`,
      `ENGINE = ${engine}`,
      table.partitionBy ? `PARTITION BY ${table.partitionBy}` : '',
      `ORDER BY ${table.orderBy}`,
      table.ttl ? `TTL ${table.ttl}` : '',
      `SETTINGS ${[settings, table.settings].filter(Boolean).join(', ')}`,
    ]
      .filter(Boolean)
      .join('\n');

  if (!cluster) {
    const settings = `non_replicated_deduplication_window = ${deduplicationWindow}`;
    return [`CREATE TABLE IF NOT EXISTS ${database}.${table.name} ${body(table.engine, settings)}`];
  }
  const local = `${table.name}_local`;
  const settings = `replicated_deduplication_window = ${deduplicationWindow}`;
  return [
    `CREATE TABLE IF NOT EXISTS ${database}.${local} ON CLUSTER '${cluster}' ${body(replicated(target, local, table.engine), settings)}`,
    `CREATE TABLE IF NOT EXISTS ${database}.${table.name} ON CLUSTER '${cluster}' AS ${database}.${local}\nENGINE = Distributed('${cluster}', '${database}', '${local}', ${table.shardBy})`,
  ];
}

/** A table by its full name with `ON CLUSTER` where it is on one; there, what stands behind it comes first. */
export function tablesOf({ database, cluster }: DdlTarget, name: string): string[] {
  if (!cluster) return [`${database}.${name}`];
  return [`${database}.${name}_local ON CLUSTER '${cluster}'`, `${database}.${name} ON CLUSTER '${cluster}'`];
}

/** The statements that drop tables, and what stands behind them on a cluster. */
export function dropTables({ database, cluster }: DdlTarget, names: readonly string[]): string[] {
  const onCluster = cluster ? ` ON CLUSTER '${cluster}'` : '';
  const tables = names.flatMap((name) => (cluster ? [name, `${name}_local`] : [name]));
  return tables.map((table) => `DROP TABLE IF EXISTS ${database}.${table}${onCluster} SYNC`);
}

/** A materialized view reads and writes local tables, so that derived rows stay on their event's shard. */
export function createMaterializedView(
  target: DdlTarget,
  view: { readonly name: string; readonly from: string; readonly to: string; readonly select: string },
): string[] {
  const { database, cluster } = target;
  const suffix = cluster ? '_local' : '';
  const onCluster = cluster ? ` ON CLUSTER '${cluster}'` : '';
  return [
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${database}.${view.name}${onCluster} TO ${database}.${view.to}${suffix} AS\n${view.select.replace('$FROM', `${database}.${view.from}${suffix}`)}`,
  ];
}

function replicated(target: DdlTarget, table: string, engine: string): string {
  const match = /^(\w*MergeTree)(?:\((.*)\))?$/.exec(engine);
  if (!match) throw new Error(`not a MergeTree engine: ${engine}`);
  const rest = match[2] ? `, ${match[2]}` : '';
  return `Replicated${match[1]}('/clickhouse/tables/{shard}/${target.database}/${table}', '{replica}'${rest})`;
}
