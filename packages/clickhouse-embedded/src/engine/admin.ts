import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromEngine } from '../errors.ts';
import { sqlString } from '../sql/literals.ts';
import type { NativeBinding, NativeConnection } from './native.ts';
import { connectionArguments, serverDefaults } from './settings.ts';

/**
 * TRICKY: the engine makes up its queries' ids, so they are found by a setting that is of use to NATS and Redis tables
 * only, and that every connection carries its query's id in.
 */
const marker = 'stream_like_engine_insert_queue';

/** The connection that holds the data directory and its lock, and that no query runs on. */
export interface Admin {
  readonly version: string;
  readonly timezone: string;
  /** Opens a connection whose queries `kill` finds. */
  connectFor(queryId: string): NativeConnection;
  /** Asks a query to stop. Takes 1 ms of the event loop, and no thread of libuv's pool, which may be full. */
  kill(queryId: string): void;
  close(): void;
}

/** @throws Error `the data directory … is used by another process`, or what else the engine refuses it for. */
export function connectAdmin(
  native: NativeBinding,
  path: string,
  {
    memoryLimitBytes,
    backupsPath,
  }: { readonly memoryLimitBytes: number; readonly backupsPath?: string | undefined },
): Admin {
  const defaults = connectionArguments(serverDefaults);
  const connection = connect(native, path, [
    ...defaults,
    `--max_server_memory_usage=${memoryLimitBytes}`,
    '--mark_cache_size=134217728',
    '--uncompressed_cache_size=16777216',
    ...(backupsPath === undefined ? [] : backupArguments(backupsPath)),
  ]);
  const [version = '', timezone = ''] = native
    .QueryWithConnection(connection, 'SELECT version(), timezone()', 'TSV')
    .trim()
    .split('\t');
  return {
    version,
    timezone,
    connectFor: (queryId) => native.CreateConnection(path, [...defaults, `--${marker}=${queryId}`]),
    kill(queryId) {
      const sql = `KILL QUERY WHERE Settings['${marker}'] = ${sqlString(queryId)} ASYNC`;
      native.QueryWithConnection(connection, sql, 'TSV');
    },
    close: () => native.CloseConnection(connection),
  };
}

/** One thread beside all else, and none that a stop of the process waits for. */
function backupArguments(backupsPath: string): string[] {
  return [
    `--backups.allowed_path=${backupsPath}`,
    '--backup_threads=1',
    '--restore_threads=2',
    '--shutdown_wait_backups_and_restores=0',
  ];
}

function connect(native: NativeBinding, path: string, args: readonly string[]): NativeConnection {
  try {
    return native.CreateConnection(path, args);
  } catch (error) {
    const owner = lockOwner(path);
    if (owner === undefined) throw fromEngine(error);
    throw new Error(`the data directory ${path} is used by another process (pid ${owner})`, { cause: error });
  }
}

/** The live process that the engine's lock file names. The lock itself is the kernel's and goes with its holder. */
function lockOwner(path: string): number | undefined {
  try {
    const pid = Number(/^PID: (\d+)/m.exec(readFileSync(join(path, 'status'), 'utf8'))?.[1]);
    if (!Number.isInteger(pid) || pid === process.pid) return undefined;
    process.kill(pid, 0);
    return pid;
  } catch {
    // No lock file, or no such process: something else is wrong with the directory.
    return undefined;
  }
}
