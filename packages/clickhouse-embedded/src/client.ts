import { type ClickHouseClient, type ClickHouseClientConfigOptions, createClient } from '@clickhouse/client';
import { type EngineOptions, openEngine } from './engine/engine.ts';
import { createEngineConnection } from './engine-connection.ts';

export interface EmbeddedClickHouseOptions extends EngineOptions {
  /** The current database of every query; it must exist. Default: `default`. */
  readonly database?: string | undefined;
  /** As in the options of `createClient`. */
  readonly log?: NonNullable<ClickHouseClientConfigOptions['log']> | undefined;
}

export interface EmbeddedClickHouse {
  /** Closing it closes the engine, too. */
  readonly client: ClickHouseClient;
  /** Another client of the same engine, whose every statement has these settings; see `laneOf`. */
  withSettings(settings: NonNullable<ClickHouseClientConfigOptions['clickhouse_settings']>): ClickHouseClient;
  /** Above it, queries of all clients together fail with MEMORY_LIMIT_EXCEEDED. */
  readonly memoryLimitBytes: number;
  /** Cancels what runs and gives the directory free. */
  close(): Promise<void>;
}

/**
 * ClickHouse's engine in this process, on a data directory, as a `@clickhouse/client`. One directory per process.
 * @throws Error `the data directory … is used by another process`.
 */
export async function createEmbeddedClickHouse(
  options: EmbeddedClickHouseOptions,
): Promise<EmbeddedClickHouse> {
  const engine = await openEngine(options);
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= engine.close();
    return closed;
  };
  const connection = createEngineConnection(engine, { database: options.database, close });
  const common = { connection, ...(options.log ? { log: options.log } : {}) };
  return {
    client: createClient(common),
    withSettings: (clickhouse_settings) => createClient({ ...common, clickhouse_settings }),
    memoryLimitBytes: engine.memoryLimitBytes,
    close,
  };
}
