import type { ClickHouseClient } from '@clickhouse/client';
import type { ClusterAccess } from './cluster/access.ts';
import { isWithoutKeeper } from './cluster/keeper.ts';
import { atEachNode } from './cluster/nodes.ts';
import { type Migration, migrations } from './migrations/index.ts';
import { version } from './version.ts';

interface LedgerRow {
  readonly id: string;
  /** Absent from ledgers of versions that did not note theirs. */
  readonly version?: string;
}

/**
 * The migrations that were applied; none where there is no database. `replicated`: the cluster whose nodes are told
 * together, so that what one of them has noted is true of all.
 */
export async function readLedger(
  clickhouse: ClickHouseClient,
  database: string,
  replicated?: string,
): Promise<LedgerRow[]> {
  const tables = await clickhouse.query({
    query: `SELECT count() AS tables FROM system.tables WHERE database = {database:String} AND name = 'schema_migrations'`,
    query_params: { database },
    format: 'JSONEachRow',
  });
  const [row] = await tables.json<{ tables: number | string }>();
  if (Number(row?.tables ?? 0) === 0) return [];
  // All columns: which there are depends on the version that made the ledger.
  const everywhere = `clusterAllReplicas('${replicated}', ${database}.schema_migrations)`;
  const ledger = await clickhouse.query({
    query: `SELECT * FROM ${replicated ? everywhere : `${database}.schema_migrations`} ORDER BY id`,
    format: 'JSONEachRow',
    // A node that is down or new has noted nothing that the others have not.
    ...(replicated ? { clickhouse_settings: { skip_unavailable_shards: 1 } } : {}),
  });
  return ledger.json<LedgerRow>();
}

/** Notes that this version applied a migration. */
export async function noteMigration(
  clickhouse: ClickHouseClient,
  database: string,
  id: string,
): Promise<void> {
  await clickhouse.insert({
    table: `${database}.schema_migrations`,
    columns: ['id', 'version'],
    values: [[id, version]],
    format: 'JSONCompactEachRow',
  });
}

/** The ids of the migrations that are not applied yet, on some node of a cluster; all of them where there is no database. */
export async function pendingMigrations(
  clickhouse: ClickHouseClient,
  database: string,
  access: ClusterAccess = {},
): Promise<string[]> {
  const { cluster } = access;
  const pending = new Set<string>();
  const look = async (client: ClickHouseClient, replicated?: string) => {
    const applied = new Set((await readLedger(client, database, replicated)).map(({ id }) => id));
    for (const { id } of migrations) if (!applied.has(id)) pending.add(id);
  };
  const withoutKeeper = await isWithoutKeeper({ ...access, clickhouse, database });
  if (cluster && withoutKeeper && access.connect)
    await atEachNode({ ...access, clickhouse, cluster }, (client) => look(client));
  else await look(clickhouse, withoutKeeper ? undefined : cluster);
  return migrations.map(({ id }) => id).filter((id) => pending.has(id));
}

/**
 * Rejects, naming both versions, where a later version has migrated this database: its tables may hold what this one
 * reads wrongly.
 */
export async function refuseNewerSchema(
  clickhouse: ClickHouseClient,
  database: string,
  known: readonly Migration[] = migrations,
): Promise<void> {
  const ids = new Set(known.map(({ id }) => id));
  const newest = (await readLedger(clickhouse, database)).filter(({ id }) => !ids.has(id)).at(-1);
  if (!newest) return;
  const theirs = newest.version ? `version ${newest.version}` : 'a later version';
  throw new Error(
    `ClickHouse was migrated by ${theirs} (to ${newest.id}), and this is version ${version} ` +
      `(which knows ${known.at(-1)?.id ?? 'no migration'} as the last): start ${theirs} or a later one`,
  );
}
