import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { isWithoutKeeper } from './cluster/keeper.ts';
import type { EraseTarget } from './erase/statements.ts';
import { batchTables } from './insert-rows.ts';
import { readLedger } from './ledger.ts';
import { writeProfiles } from './profiles/write-profiles.ts';
import { rederive } from './rederive.ts';

/** The two halves of a back-up, in the order they are made in. */
type Half = 'derived' | 'messages';

/** Where a half goes to and comes from, as ClickHouse names it: `File('…')`, `Disk('…', '…')`. */
export type BackupPlace = (half: Half) => string;

const pollMs = 200;

/**
 * Backs the tables up by ClickHouse's own BACKUP, while they are written to. What is derived from messages comes before
 * them: it may lack the last ones, which a restore derives again, but knows of none that the messages lack.
 */
export async function backUpTables(target: EraseTarget, place: BackupPlace): Promise<void> {
  await refuseWithoutKeeper(target);
  const { database } = target;
  const messages = await messageTables(target);
  const names = messages.map((name) => `${database}.${name}`);
  await run(
    target,
    `BACKUP DATABASE ${database} EXCEPT TABLES ${names.join(', ')}`,
    `TO ${place('derived')}`,
  );
  await run(target, `BACKUP ${names.map((name) => `TABLE ${name}`).join(', ')}`, `TO ${place('messages')}`);
}

/**
 * Restores what `backUpTables` made into a server that has no such database, and derives again what came in while the
 * back-up was made, which took `tookMs`.
 */
export async function restoreTables(target: EraseTarget, place: BackupPlace, tookMs: number): Promise<void> {
  const { clickhouse, database, cluster } = target;
  await refuseWithoutKeeper(target);
  await refuseFilled(target);
  const onCluster = cluster ? ` ON CLUSTER '${cluster}'` : '';
  await clickhouse.command({ query: `CREATE DATABASE IF NOT EXISTS ${database}${onCluster}` });
  // The tables first that views read from.
  await run(target, 'RESTORE ALL', `FROM ${place('messages')}`);
  await run(target, 'RESTORE ALL', `FROM ${place('derived')}`);
  await deriveAgain(target, tookMs);
}

/** Nodes that are backed up one after the other know of different messages: what is derived of them would be wrong. */
async function refuseWithoutKeeper(target: EraseTarget): Promise<void> {
  if (target.connect && (await isWithoutKeeper(target)))
    throw new Error(
      `cluster ${target.cluster} has no Keeper, which BACKUP ON CLUSTER needs: docs/operate/scale.md says what to do`,
    );
}

/** Rejects where the database has been migrated: a back-up is restored into an empty place. */
export async function refuseFilled({ clickhouse, database }: EraseTarget): Promise<void> {
  if ((await readLedger(clickhouse, database)).length === 0) return;
  throw new Error(`ClickHouse has a database ${database} already: a back-up is restored into an empty place`);
}

/** A batch was stored within this time. */
const batchMs = 60_000;

async function deriveAgain(target: EraseTarget, tookMs: number): Promise<void> {
  const { clickhouse, database } = target;
  const window = Math.min(tookMs + batchMs, 0xffff_ffff);
  await rederive(target, window);
  const result = await clickhouse.query({
    query: `SELECT project_id, groupUniqArray(profile_id) AS profile_ids FROM ${database}.profile_changes
WHERE created_at >= (SELECT max(created_at) FROM ${database}.profile_changes) - toIntervalMillisecond({window:UInt32})
GROUP BY project_id`,
    query_params: { window },
    format: 'JSONEachRow',
  });
  for (const { project_id, profile_ids } of await result.json<{
    project_id: string;
    profile_ids: string[];
  }>())
    await writeProfiles(target, project_id, profile_ids);
}

/** The tables that batches are stored in, as they are called on disk. */
async function messageTables({ clickhouse, database, cluster }: EraseTarget): Promise<string[]> {
  const tables = batchTables.flatMap((name) => (cluster ? [name, `${name}_local`] : [name]));
  const result = await clickhouse.query({
    query:
      'SELECT name FROM system.tables WHERE database = {database:String} AND name IN {tables:Array(String)}',
    query_params: { database, tables },
    format: 'JSONEachRow',
  });
  return (await result.json<{ name: string }>()).map(({ name }) => name).sort();
}

interface State {
  readonly status: string;
  readonly error: string;
}

/** Runs BACKUP or RESTORE in the background of the server, since no connection lives as long, and waits for its end. */
async function run(target: EraseTarget, what: string, where: string): Promise<void> {
  const { clickhouse, cluster } = target;
  const onCluster = cluster ? ` ON CLUSTER '${cluster}'` : '';
  // Without a FORMAT clause, which these statements do not have in every version.
  const started = await clickhouse.exec({ query: `${what}${onCluster} ${where} ASYNC` });
  const [id = ''] = (await text(started.stream)).split('\t');
  const table = cluster ? `clusterAllReplicas('${cluster}', system.backups)` : 'system.backups';
  for (;;) {
    const result = await clickhouse.query({
      query: `SELECT status, error FROM ${table} WHERE id = {id:String}`,
      query_params: { id },
      format: 'JSONEachRow',
    });
    const [state] = await result.json<State>();
    if (!state) throw new Error('ClickHouse no longer knows of the back-up: was it started again?');
    if (state.status === 'BACKUP_CREATED' || state.status === 'RESTORED') return;
    if (state.status.endsWith('FAILED') || state.status.endsWith('CANCELLED')) throw new Error(state.error);
    await delay(pollMs);
  }
}
