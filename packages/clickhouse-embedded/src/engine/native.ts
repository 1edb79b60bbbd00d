import { createRequire } from 'node:module';

/** A connection of the engine: its own settings, parameters and current database; one query at a time. */
export interface NativeConnection {
  readonly __connection?: never;
}

interface NativeStream {
  readonly __stream?: never;
}

export interface NativeBinding {
  CreateConnection(path: string, args: readonly string[]): NativeConnection;
  CloseConnection(connection: NativeConnection): void;
  /** Blocks the event loop; text results only. */
  QueryWithConnection(connection: NativeConnection, sql: string, format: string): string;
  QueryAsyncConnection(
    connection: NativeConnection,
    sql: string,
    format: string,
  ): Promise<{ readonly bytes: Uint8Array; readonly rowsRead: number; readonly bytesRead: number }>;
  /** Runs `prefix + '\n' + data`. The only call that reports what was written. */
  InsertRawAsyncConnection(
    connection: NativeConnection,
    prefix: string,
    data: Buffer,
    countLines: boolean,
  ): Promise<{ readonly rowsWritten: number; readonly bytesWritten: number }>;
  StreamQuery(connection: NativeConnection, sql: string, format: string): NativeStream;
  StreamFetch(
    stream: NativeStream,
  ): Promise<
    { readonly done: true } | { readonly done: false; readonly bytes: Uint8Array; readonly numRows: number }
  >;
  StreamCancel(stream: NativeStream): void;
}

/**
 * Loads chDB's native addon. Its JavaScript wrapper is passed by: it serializes parameterized queries over the whole
 * process, takes text formats only in inserts, and lets settings leak from one query into the next.
 */
export function loadNative(): NativeBinding {
  const require = createRequire(import.meta.url);
  const loader: unknown = createRequire(require.resolve('chdb/package.json'))('./dist/loader.js');
  if (!hasLoader(loader)) throw new Error('chdb: no loader for the native addon in this version');
  const binding = loader.loadNative();
  if (!isBinding(binding)) throw new Error('chdb: the native addon of this version lacks a function');
  return binding;
}

const functions = [
  'CreateConnection',
  'CloseConnection',
  'QueryWithConnection',
  'QueryAsyncConnection',
  'InsertRawAsyncConnection',
  'StreamQuery',
  'StreamFetch',
  'StreamCancel',
] as const;

function hasLoader(value: unknown): value is { loadNative(): unknown } {
  return typeof value === 'object' && value !== null && 'loadNative' in value;
}

function isBinding(value: unknown): value is NativeBinding {
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  return functions.every((name) => typeof entries.get(name) === 'function');
}
