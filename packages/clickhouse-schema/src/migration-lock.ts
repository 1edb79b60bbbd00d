import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import { codeOf } from './error-code.ts';

export interface MigrationLockOptions {
  readonly clickhouse: ClickHouseClient;
  readonly database: string;
  /** Nobody else can use this database, so that a lock that is there was left by a process that died. */
  readonly isAlone?: boolean | undefined;
  /** Hears every few seconds whom this process waits for, and for how long it has. */
  readonly onWaiting?: ((message: string) => void) | undefined;
  /** How often the holder says that it works; default 3,000. After ten times that in silence it counts as dead. */
  readonly beatMs?: number | undefined;
}

/** Rejects with the reason where this process no longer holds the lock. */
export type AssertHeld = () => Promise<void>;

interface Lock {
  readonly uuid: string;
  /** Empty where the holder is of a version that does not say who it is. */
  readonly owner: string;
  readonly beats: number;
  readonly hasOwner: boolean;
}

const name = 'schema_migrations_lock';
const silentBeats = 10;
const sayEveryBeats = 2;
/** Holders of earlier versions say nothing while they work. */
const oldFormSilenceMs = 300_000;
const unknownTable = '60';
const tableAlreadyExists = '57';

/** Runs `work` while no other process migrates. */
export async function withMigrationLock<T>(
  options: MigrationLockOptions,
  work: (assertHeld: AssertHeld) => Promise<T>,
): Promise<T> {
  const { clickhouse, database, beatMs = 3_000 } = options;
  const owner = `${hostname()}, process ${process.pid} (${randomUUID().slice(0, 8)})`;
  if (options.isAlone) await drop(clickhouse, `${database}.${name}`);
  const broken = await take(options, beatMs);
  const own = await read(options);
  const assertHeld = async () => {
    if (!own || (await read(options))?.uuid !== own.uuid)
      throw new Error('another process has taken the migration lock');
  };
  const beat = () =>
    clickhouse.insert({
      table: `${database}.${name}`,
      columns: ['owner'],
      values: [[owner]],
      format: 'JSONCompactEachRow',
    });
  await beat();
  // A beat that fails is made up for by the next; who holds the lock is checked before every statement.
  const timer = setInterval(() => void beat().catch(() => undefined), beatMs);
  try {
    return await work(assertHeld);
  } finally {
    clearInterval(timer);
    if (own && (await read(options))?.uuid === own.uuid) await drop(clickhouse, `${database}.${name}`);
    for (const table of broken) await drop(clickhouse, table);
  }
}

/** Creating a table is atomic: who creates it holds the lock. Resolves with the dead locks that it put aside. */
async function take(options: MigrationLockOptions, beatMs: number): Promise<string[]> {
  const broken: string[] = [];
  const startedAt = performance.now();
  let seen: { readonly state: string; readonly since: number } | undefined;
  let saidAt = Number.NEGATIVE_INFINITY;
  while (!(await create(options))) {
    const lock = await read(options);
    if (!lock) continue;
    const now = performance.now();
    const state = `${lock.uuid} ${lock.beats}`;
    if (seen?.state !== state) seen = { state, since: now };
    const patienceMs = lock.hasOwner ? silentBeats * beatMs : oldFormSilenceMs;
    if (now - seen.since > patienceMs) {
      options.onWaiting?.(`${nameOf(lock)} has gone; its migration is taken over`);
      broken.push(...(await putAside(options, lock)));
      continue;
    }
    if (now - saidAt > sayEveryBeats * beatMs) {
      saidAt = now;
      const waited = Math.round((now - startedAt) / 1_000);
      const silent = Math.round((now - seen.since) / 1_000);
      options.onWaiting?.(
        `waiting for ${nameOf(lock)}, which migrates ClickHouse; ${waited} s so far, ` +
          `without a sign of life for ${silent} s (after ${Math.round(patienceMs / 1_000)} s it counts as gone)`,
      );
    }
    await delay(Math.min(200, beatMs));
  }
  return broken;
}

function nameOf({ owner }: Lock): string {
  return owner === '' ? 'another process' : owner;
}

async function create({ clickhouse, database }: MigrationLockOptions): Promise<boolean> {
  try {
    await clickhouse.command({
      query: `CREATE TABLE ${database}.${name} (owner String, at DateTime('UTC') DEFAULT now()) ENGINE = Memory`,
    });
    return true;
  } catch (error) {
    if (codeOf(error) === tableAlreadyExists) return false;
    throw error;
  }
}

/**
 * TRICKY: of several that find the same lock dead, one may have a new lock by now. A dead lock is renamed after its
 * own id, which only the first can do; its name stays taken until the work is done.
 */
async function putAside({ clickhouse, database }: MigrationLockOptions, lock: Lock): Promise<string[]> {
  const aside = `${database}.${name}_${lock.uuid.replaceAll('-', '')}`;
  try {
    await clickhouse.command({ query: `RENAME TABLE ${database}.${name} TO ${aside}` });
    return [aside];
  } catch (error) {
    if ([tableAlreadyExists, unknownTable].includes(codeOf(error))) return [];
    throw error;
  }
}

async function read({ clickhouse, database }: MigrationLockOptions): Promise<Lock | undefined> {
  const tables = await clickhouse.query({
    query: `SELECT toString(uuid) AS uuid, (
  SELECT count() FROM system.columns WHERE database = {database:String} AND table = {name:String} AND name = 'owner'
) AS owners FROM system.tables WHERE database = {database:String} AND name = {name:String}`,
    query_params: { database, name },
    format: 'JSONEachRow',
  });
  const [table] = await tables.json<{ uuid: string; owners: number | string }>();
  if (!table) return undefined;
  const { uuid } = table;
  if (Number(table.owners) === 0) return { uuid, owner: '', beats: 0, hasOwner: false };
  try {
    const result = await clickhouse.query({
      query: `SELECT any(owner) AS owner, count() AS beats FROM ${database}.${name}`,
      format: 'JSONEachRow',
    });
    const [row] = await result.json<{ owner: string; beats: number | string }>();
    return { uuid, owner: row?.owner ?? '', beats: Number(row?.beats ?? 0), hasOwner: true };
  } catch (error) {
    if (codeOf(error) === unknownTable) return undefined;
    throw error;
  }
}

async function drop(clickhouse: ClickHouseClient, table: string): Promise<void> {
  await clickhouse.command({ query: `DROP TABLE IF EXISTS ${table} SYNC` });
}
