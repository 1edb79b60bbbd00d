import { mkdirSync } from 'node:fs';
import { totalmem } from 'node:os';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { clickHouseError } from '../errors.ts';
import { parseStatement, type Statement } from '../sql/statement.ts';
import { connectAdmin } from './admin.ts';
import { loadNative } from './native.ts';
import { prelude } from './prelude.ts';
import { type QueryOutcome, runStatement } from './run.ts';
import { connectionArguments, serverDefaults } from './settings.ts';
import { createSlots, type Slots } from './slots.ts';
import { openUploads, type Upload } from './uploads.ts';

export interface EngineOptions {
  /** The data directory. One process at a time, one directory per process. */
  readonly path: string;
  /**
   * How many statements run at once, one of them an insert of rows; more wait in order. Default: 4. Each takes a thread
   * of libuv's pool (`UV_THREADPOOL_SIZE`, 4), which files, DNS and compression need, too.
   */
  readonly connections?: number | undefined;
  /** Above it queries fail with MEMORY_LIMIT_EXCEEDED. Default: half of the machine's memory. */
  readonly memoryLimitBytes?: number | undefined;
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
}

export interface Engine {
  readonly version: string;
  readonly timezone: string;
  /** Rejects with ClickHouseError where the engine refused, with the signal's reason where it was aborted. */
  run(request: QueryRequest): Promise<QueryOutcome>;
  /** Cancels what runs, waits for inserts, and gives the directory free. */
  close(): Promise<void>;
}

/**
 * Opens chDB on a directory. Every query gets a connection of its own (0.2 ms), so that no setting, parameter or
 * database can reach the next one, whatever happened to this one.
 * @throws Error where another process uses the directory.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const native = loadNative();
  const path = resolve(options.path);
  mkdirSync(path, { recursive: true });
  const admin = connectAdmin(native, path, options.memoryLimitBytes ?? Math.floor(totalmem() / 2));
  const uploads = await openUploads(path);
  const defaults = connectionArguments(serverDefaults);
  const connections = options.connections ?? 4;
  const slots = createSlots(connections);
  // One connection is kept for inserts of rows, so that they never wait for reports.
  const querySlots = createSlots(Math.max(1, connections - 1));
  const running = new Map<string, { readonly abort: AbortController; readonly ended: Promise<void> }>();
  let closed = false;

  /** Books a query id; gives its signal, and what to call when nothing of the query is left. */
  const enter = (request: QueryRequest) => {
    if (closed) throw new Error('the database is closed');
    const { queryId, signal } = request;
    if (running.has(queryId)) {
      throw clickHouseError(
        216,
        'QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING',
        `Query with id = ${queryId} is already running. `,
      );
    }
    signal?.throwIfAborted();
    const abort = new AbortController();
    const onAbort = () => abort.abort(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    running.set(queryId, { abort, ended });
    const leave = () => {
      signal?.removeEventListener('abort', onAbort);
      running.delete(queryId);
      end();
    };
    return { signal: abort.signal, leave };
  };

  const run = async (request: QueryRequest): Promise<QueryOutcome> => {
    const statement = parseStatement(request.sql);
    const { signal, leave } = enter(request);
    let upload: Upload | undefined;
    let giveBack = () => {};
    try {
      upload = await storeRows(statement, request, signal);
      giveBack = await (statement.kind === 'insert'
        ? slots.take(signal)
        : takeBoth(querySlots, slots, signal));
    } catch (error) {
      await upload?.remove();
      leave();
      throw error;
    }
    const marker = request.settings?.log_comment ?? request.queryId;
    return await runStatement({
      native,
      statement,
      upload: upload?.path,
      defaultFormat: request.defaultFormat ?? 'TabSeparated',
      prelude: prelude(request),
      streamable: request.settings?.output_format_json_array_of_rows !== '1',
      // What is being stored must not stop half-way, between a table and the views on it.
      signal: statement.kind === 'insert' ? new AbortController().signal : signal,
      connect: () => native.CreateConnection(path, [...defaults, `--log_comment=${marker}`]),
      kill: () => admin.kill(marker),
      onEnd: () => {
        giveBack();
        if (upload) void upload.remove().then(leave, leave);
        else leave();
      },
    });
  };

  const storeRows = async (statement: Statement, request: QueryRequest, signal: AbortSignal) => {
    if (statement.kind === 'insert') {
      return await uploads.store(request.sql.slice(statement.dataStart), request.body, signal);
    }
    if (statement.kind === 'insertSelect' && statement.input)
      return await uploads.store('', request.body, signal);
    return undefined;
  };

  return {
    version: admin.version,
    timezone: admin.timezone,
    run,
    async close() {
      closed = true;
      const queries = [...running.values()];
      for (const { abort } of queries) abort.abort(new Error('the database is closed'));
      await Promise.all(queries.map(({ ended }) => ended));
      admin.close();
    },
  };
}

async function takeBoth(first: Slots, second: Slots, signal: AbortSignal): Promise<() => void> {
  const leaveFirst = await first.take(signal);
  try {
    const leaveSecond = await second.take(signal);
    return () => {
      leaveSecond();
      leaveFirst();
    };
  } catch (error) {
    leaveFirst();
    throw error;
  }
}
