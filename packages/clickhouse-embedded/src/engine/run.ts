import type { Readable } from 'node:stream';
import { fromEngine } from '../errors.ts';
import { sqlString } from '../sql/literals.ts';
import type { Statement } from '../sql/statement.ts';
import { streamedHeaderLines } from './formats.ts';
import type { NativeBinding, NativeConnection } from './native.ts';
import { type Cancellation, nativeCall } from './native-call.ts';
import { bytesStream, cursorStream, openCursor } from './result-stream.ts';

export interface QueryOutcome {
  /** The format of `stream`. */
  readonly format: string;
  /** Bytes of the result; an error of the engine in the middle destroys it with a ClickHouseError. */
  readonly stream: Readable;
  readonly summary: QuerySummary;
}

/** `read` counts rows and bytes of the result, because the engine tells no more; up to now, where it is streamed. */
export interface QuerySummary {
  readonly readRows: number;
  readonly readBytes: number;
  /** With those that materialized views wrote. */
  readonly writtenRows: number;
  readonly writtenBytes: number;
  readonly elapsedNs: number;
}

export interface StatementRun extends Cancellation {
  readonly native: NativeBinding;
  readonly statement: Statement;
  /** The file with the rows of an insert. */
  readonly upload: string | undefined;
  readonly defaultFormat: string;
  /** Statements that set up the connection. */
  readonly prelude: string;
  /** Whether the result may come as it is computed. */
  readonly streamable: boolean;
  connect(): NativeConnection;
  /** Called once, when nothing of the query is left and its connection is closed. */
  onEnd(): void;
}

/** A result up to this many bytes is read before the call returns, so that its errors are the call's. */
const eagerBytes = 1 << 20;

/** Runs a statement on a connection of its own, which closes when the last byte is read or the stream destroyed. */
export async function runStatement(run: StatementRun): Promise<QueryOutcome> {
  let connection: NativeConnection | undefined;
  const end = () => {
    if (connection) run.native.CloseConnection(connection);
    connection = undefined;
    run.onEnd();
  };
  try {
    connection = run.connect();
    const started = process.hrtime.bigint();
    if (run.prelude) await nativeCall(run, run.native.QueryAsyncConnection(connection, run.prelude, 'Null'));
    if (run.statement.kind === 'select' && run.streamable) {
      const { sql, format = run.defaultFormat } = run.statement;
      const headerLines = streamedHeaderLines(format);
      if (headerLines !== undefined) {
        return await select(run, connection, { sql, format, headerLines }, started, end);
      }
    }
    const outcome = await whole(run, connection, started);
    end();
    return outcome;
  } catch (error) {
    end();
    throw run.signal.aborted ? run.signal.reason : fromEngine(error);
  }
}

/** A result that comes in one piece, or none. */
async function whole(
  run: StatementRun,
  connection: NativeConnection,
  started: bigint,
): Promise<QueryOutcome> {
  const { native, statement } = run;
  if (statement.kind === 'insert' || statement.kind === 'insertSelect') {
    const sql = insertFromFile(statement, run.upload ?? '');
    const written = await nativeCall(
      run,
      native.InsertRawAsyncConnection(connection, sql, Buffer.alloc(0), false),
    );
    const { rowsWritten, bytesWritten } = written;
    return {
      format: statement.kind === 'insert' ? statement.format : run.defaultFormat,
      stream: bytesStream([]),
      summary: {
        readRows: rowsWritten,
        readBytes: bytesWritten,
        writtenRows: rowsWritten,
        writtenBytes: bytesWritten,
        elapsedNs: since(started),
      },
    };
  }
  const { sql, format = run.defaultFormat } = statement;
  const result = await nativeCall(run, native.QueryAsyncConnection(connection, sql, format));
  return {
    format,
    stream: bytesStream([result.bytes]),
    summary: readSummary(started, result.rowsRead, result.bytesRead),
  };
}

async function select(
  run: StatementRun,
  connection: NativeConnection,
  query: { readonly sql: string; readonly format: string; readonly headerLines: number },
  started: bigint,
  end: () => void,
): Promise<QueryOutcome> {
  const cursor = openCursor(run.native, connection, query, run);
  const first: Uint8Array[] = [];
  try {
    while (cursor.bytes < eagerBytes) {
      const chunk = await cursor.next();
      if (!chunk) {
        end();
        return {
          format: query.format,
          stream: bytesStream(first),
          summary: readSummary(started, cursor.rows, cursor.bytes),
        };
      }
      first.push(chunk);
    }
  } catch (error) {
    cursor.free();
    throw error;
  }
  return {
    format: query.format,
    stream: cursorStream(cursor, first, run, end),
    summary: readSummary(started, cursor.rows, cursor.bytes),
  };
}

function insertFromFile(
  statement: Extract<Statement, { readonly kind: 'insert' | 'insertSelect' }>,
  path: string,
): string {
  if (statement.kind === 'insert') {
    const { head, tail, format } = statement;
    return `${head} FROM INFILE ${sqlString(path)} COMPRESSION 'none' ${tail} FORMAT ${format}`;
  }
  const { sql, input } = statement;
  if (!input) return sql;
  return `${sql.slice(0, input.start)}file(${sqlString(path)}, ${sqlString(input.format)}, ${sql.slice(input.end)}`;
}

function readSummary(started: bigint, readRows: number, readBytes: number): QuerySummary {
  return { readRows, readBytes, writtenRows: 0, writtenBytes: 0, elapsedNs: since(started) };
}

function since(started: bigint): number {
  return Number(process.hrtime.bigint() - started);
}
