import { mkdirSync, readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { fromEngine } from '../errors.ts';
import { sqlIdentifier, sqlString } from '../sql/literals.ts';
import { parseStatement } from '../sql/statement.ts';
import { loadNative, type NativeBinding, type NativeConnection } from './native.ts';
import { type QueryOutcome, runStatement } from './run.ts';
import { connectionArguments, serverDefaults } from './settings.ts';
import { createSlots } from './slots.ts';
import { openUploads } from './uploads.ts';

export interface EngineOptions {
  /** The data directory. One process at a time, one directory per process. */
  readonly path: string;
  /** How many queries run at once; more wait in order. Each takes a thread of libuv's pool (UV_THREADPOOL_SIZE, 4). */
  readonly connections?: number | undefined;
  /** Above it queries fail with MEMORY_LIMIT_EXCEEDED. Default: half of the machine's memory. */
  readonly memoryLimitBytes?: number | undefined;
}

export interface QueryRequest {
  readonly sql: string;
  /** The rows of an insert, in the statement's format. */
  readonly body?: Readable | undefined;
  readonly queryId: string;
  readonly database?: string | undefined;
  /** Where the statement has no FORMAT clause. */
  readonly defaultFormat?: string | undefined;
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** As they stand in a `param_<name>` of a URL: escaped as in TSV. */
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Engine {
  readonly version: string;
  readonly timezone: string;
  /** Rejects with ClickHouseError where the engine refused, with the signal's reason where it was aborted. */
  run(request: QueryRequest): Promise<QueryOutcome>;
  /** Cancels what runs and gives the directory free. */
  close(): Promise<void>;
}

/**
 * Opens chDB on a directory. Every query gets a connection of its own (0.15 ms), so that no setting, parameter or
 * database can reach the next one, whatever happened to this one.
 * @throws Error where another process uses the directory.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const native = loadNative();
  const path = resolve(options.path);
  mkdirSync(path, { recursive: true });
  const admin = connect(native, path, serverArguments(options));
  const uploads = await openUploads(path);
  const defaults = connectionArguments(serverDefaults);
  const slots = createSlots(options.connections ?? 4);
  const running = new Set<Promise<void>>();
  const closing = new AbortController();
  const [version = '', timezone = ''] = native
    .QueryWithConnection(admin, 'SELECT version(), timezone()', 'TSV')
    .trim()
    .split('\t');

  const run = async (request: QueryRequest): Promise<QueryOutcome> => {
    const signal = request.signal ? AbortSignal.any([request.signal, closing.signal]) : closing.signal;
    signal.throwIfAborted();
    const statement = parseStatement(request.sql);
    const takesBody = statement.kind === 'insert' || (statement.kind === 'insertSelect' && statement.input);
    const data = statement.kind === 'insert' ? request.sql.slice(statement.dataStart) : '';
    const upload = takesBody ? await uploads.store(data, request.body, signal) : undefined;
    const leave = await slots.take(signal).catch(async (error: unknown) => {
      await upload?.remove();
      throw error;
    });
    let onClosed = () => {};
    const closed = new Promise<void>((resolve) => {
      onClosed = resolve;
    });
    running.add(closed);
    return await runStatement({
      native,
      statement,
      upload: upload?.path,
      defaultFormat: request.defaultFormat ?? 'TabSeparated',
      prelude: prelude(request),
      signal,
      connect: () => native.CreateConnection(path, [...defaults, `--log_comment=${request.queryId}`]),
      kill: () => {
        native.QueryWithConnection(
          admin,
          `KILL QUERY WHERE Settings['log_comment'] = ${sqlString(request.queryId)} ASYNC`,
          'TSV',
        );
      },
      onEnd: () => {
        leave();
        running.delete(closed);
        if (upload) void upload.remove().then(onClosed, onClosed);
        else onClosed();
      },
    });
  };

  return {
    version,
    timezone,
    run,
    async close() {
      closing.abort(new Error('the database is closed'));
      await Promise.all(running);
      native.CloseConnection(admin);
    },
  };
}

function serverArguments(options: EngineOptions): string[] {
  const memory = options.memoryLimitBytes ?? Math.floor(totalmem() / 2);
  return [
    ...connectionArguments(serverDefaults),
    `--max_server_memory_usage=${memory}`,
    '--mark_cache_size=134217728',
    '--uncompressed_cache_size=16777216',
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

/** The statements that a query's connection runs first; empty where there is nothing to set. */
function prelude(request: QueryRequest): string {
  const { readonly, ...settings } = request.settings ?? {};
  const params = Object.entries(request.params ?? {}).map(
    ([name, value]) => [`param_${name}`, value] as const,
  );
  const statements = [
    request.database ? `USE ${sqlIdentifier(request.database)}` : '',
    setStatement(params),
    setStatement(Object.entries(settings)),
    // Last, because nothing can be set after it.
    readonly === undefined ? '' : setStatement([['readonly', readonly]]),
  ];
  return statements.filter(Boolean).join(';\n');
}

function setStatement(entries: ReadonlyArray<readonly [string, string]>): string {
  if (entries.length === 0) return '';
  return `SET ${entries.map(([name, value]) => `${sqlIdentifier(name)} = ${sqlString(value)}`).join(', ')}`;
}
