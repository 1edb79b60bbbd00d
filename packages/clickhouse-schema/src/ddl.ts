/** Where the tables go: one server, or a cluster of shards and replicas. */
export interface DdlTarget {
  readonly database: string;
  /** `CLICKHOUSE_CLUSTER`: local tables with Distributed ones in front. */
  readonly cluster?: string | undefined;
  /** The cluster has no Keeper: nothing is replicated, and each node is told by itself. */
  readonly withoutKeeper?: boolean | undefined;
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

/** What a statement carries behind the name of a table or view, so that it runs on every node. */
export function onCluster({ cluster, withoutKeeper }: DdlTarget): string {
  return cluster && !withoutKeeper ? ` ON CLUSTER '${cluster}'` : '';
}

/** What the name of a table that holds rows ends with. */
export function localSuffix({ cluster }: DdlTarget): string {
  return cluster ? '_local' : '';
}

/** The statements that create a table: one on a server, a local and a Distributed one on a cluster. */
export function createTable(target: DdlTarget, table: TableDefinition): string[] {
  const { database, cluster, withoutKeeper } = target;
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
  const window = withoutKeeper ? 'non_replicated_deduplication_window' : 'replicated_deduplication_window';
  const engine = withoutKeeper ? table.engine : replicated(target, local, table.engine);
  return [
    `CREATE TABLE IF NOT EXISTS ${database}.${local}${onCluster(target)} ${body(engine, `${window} = ${deduplicationWindow}`)}`,
    `CREATE TABLE IF NOT EXISTS ${database}.${table.name}${onCluster(target)} AS ${database}.${local}\nENGINE = Distributed('${cluster}', '${database}', '${local}', ${table.shardBy})`,
  ];
}

/** A table by its full name with `ON CLUSTER` where it is on one; there, what stands behind it comes first. */
export function tablesOf(target: DdlTarget, name: string): string[] {
  const names = target.cluster ? [`${name}_local`, name] : [name];
  return names.map((table) => `${target.database}.${table}${onCluster(target)}`);
}

/** The table that holds the rows, by its full name with `ON CLUSTER` where it is on one. */
export function localTable(target: DdlTarget, name: string): string {
  return `${target.database}.${name}${localSuffix(target)}${onCluster(target)}`;
}

/** The statements that drop tables, and what stands behind them on a cluster. */
export function dropTables(target: DdlTarget, names: readonly string[]): string[] {
  const tables = names.flatMap((name) => (target.cluster ? [name, `${name}_local`] : [name]));
  return tables.map((table) => `DROP TABLE IF EXISTS ${target.database}.${table}${onCluster(target)} SYNC`);
}

/** A materialized view reads and writes local tables, so that derived rows stay on their event's shard. */
export function createMaterializedView(
  target: DdlTarget,
  view: { readonly name: string; readonly from: string; readonly to: string; readonly select: string },
): string[] {
  const { database } = target;
  const suffix = localSuffix(target);
  return [
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${database}.${view.name}${onCluster(target)} TO ${database}.${view.to}${suffix} AS\n${view.select.replace('$FROM', `${database}.${view.from}${suffix}`)}`,
  ];
}

function replicated(target: DdlTarget, table: string, engine: string): string {
  const match = /^(\w*MergeTree)(?:\((.*)\))?$/.exec(engine);
  if (!match) throw new Error(`not a MergeTree engine: ${engine}`);
  const rest = match[2] ? `, ${match[2]}` : '';
  return `Replicated${match[1]}('/clickhouse/tables/{shard}/${target.database}/${table}', '{replica}'${rest})`;
}
