import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { parseStatement, type Statement } from '../sql/statement.ts';
import { connectAdmin } from './admin.ts';
import { engineMemoryLimit } from './memory-limit.ts';
import { loadNative } from './native.ts';
import { createPlaces, laneOf } from './places.ts';
import { prelude } from './prelude.ts';
import { type QueryOutcome, runStatement } from './run.ts';
import { createRunningQueries } from './running.ts';
import { openUploads, type Upload, type Uploads } from './uploads.ts';

export interface EngineOptions {
  /** The data directory. One process at a time, one directory per process. */
  readonly path: string;
  /**
   * How many statements run at once, one of them an insert of rows, and two of them reports; more wait in order. Default: 4. A file that
   * somebody reads runs beside them. Each takes a thread of libuv's pool (`UV_THREADPOOL_SIZE`, 4), which files, DNS and compression need, too.
   */
  readonly connections?: number | undefined;
  /** Above it queries fail with MEMORY_LIMIT_EXCEEDED. Default: half of the machine's, or the container's, memory. */
  readonly memoryLimitBytes?: number | undefined;
  /** BACKUP and RESTORE work with files below this directory; without it they are refused. */
  readonly backupsPath?: string | undefined;
}

export interface QueryRequest {
  readonly sql: string;
  /** The rows of an insert, in the statement's format. */
  readonly body?: Readable | undefined;
  /** Not one of a query that runs now. */
  readonly queryId: string;
  readonly database?: string | undefined;
  /** Where the statement has no FORMAT clause. */
  readonly defaultFormat?: string | undefined;
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** As they stand in a `param_<name>` of a URL: escaped as in TSV. */
  readonly params?: Readonly<Record<string, string>> | undefined;
  /** Cancels a query, and an insert whose rows are still coming; one that is being stored is stored to the end. */
  readonly signal?: AbortSignal | undefined;
  /** Asks whether the engine works: waits for no query, as an insert does. */
  readonly isPing?: boolean | undefined;
}

export interface Engine {
  readonly version: string;
  readonly timezone: string;
  readonly memoryLimitBytes: number;
  /** Rejects with ClickHouseError where the engine refused, with the signal's reason where it was aborted. */
  run(request: QueryRequest): Promise<QueryOutcome>;
  /** Cancels what runs, waits for inserts, and gives the directory free. */
  close(): Promise<void>;
}

/**
 * Opens chDB on a directory. Every query gets a connection of its own (0.1 ms), so that no setting, parameter or
 * database can reach the next one, whatever happened to this one. An exit of the process while a query runs is by SIGKILL.
 * @throws Error where another process uses the directory.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { connections = 4, memoryLimitBytes = engineMemoryLimit() } = options;
  if (!(connections >= 1)) throw new RangeError(`connections must be 1 or more, not ${connections}`);
  const native = loadNative();
  const path = resolve(options.path);
  mkdirSync(path, { recursive: true });
  const admin = inUtc(() => connectAdmin(native, path, { ...options, memoryLimitBytes }));
  const uploads = await openUploads(path);
  const places = createPlaces(connections);
  const running = createRunningQueries();

  const run = async (request: QueryRequest): Promise<QueryOutcome> => {
    const statement = parseStatement(request.sql);
    const { signal, leave } = running.enter(request.queryId, request.signal);
    let upload: Upload | undefined;
    let giveBack = () => {};
    try {
      upload = await storeRows(uploads, statement, request, signal);
      giveBack = await places.take(
        request.isPing ? 'insert' : statement.kind,
        laneOf(request.settings),
        signal,
      );
    } catch (error) {
      await upload?.remove();
      leave();
      throw error;
    }
    return await runStatement({
      native,
      statement,
      upload: upload?.path,
      defaultFormat: request.defaultFormat ?? 'TabSeparated',
      prelude: prelude(request),
      streamable: request.settings?.output_format_json_array_of_rows !== '1',
      // What is being stored must not stop half-way, between a table and the views on it.
      signal: statement.kind === 'insert' ? new AbortController().signal : signal,
      connect: () => admin.connectFor(request.queryId),
      kill: () => admin.kill(request.queryId),
      onEnd: () => {
        giveBack();
        if (upload) void upload.remove().then(leave, leave);
        else leave();
      },
    });
  };

  // TRICKY: an exit waits without end for the threads of queries that run. A kill loses nothing that was acknowledged.
  const onExit = () => {
    if (running.count() > 0) process.kill(process.pid, 'SIGKILL');
    admin.close();
  };
  process.once('exit', onExit);
  const close = async () => {
    await running.close();
    process.off('exit', onExit);
    admin.close();
  };
  return { version: admin.version, timezone: admin.timezone, memoryLimitBytes, run, close };
}

/** Writes down the rows that come with a statement, before it takes a place: a slow sender holds none. */
async function storeRows(uploads: Uploads, statement: Statement, request: QueryRequest, signal: AbortSignal) {
  if (statement.kind === 'insert') {
    return await uploads.store(request.sql.slice(statement.dataStart), request.body, signal);
  }
  const isInput = statement.kind === 'insertSelect' && statement.input !== undefined;
  return isInput ? await uploads.store('', request.body, signal) : undefined;
}

/** The engine takes its time zone from the environment when it is loaded, and does not load where it has none of that name. */
function inUtc<Value>(load: () => Value): Value {
  const { TZ } = process.env;
  process.env.TZ = 'UTC';
  try {
    return load();
  } finally {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  }
}
