import { Cluster, Redis } from 'ioredis';

export interface RedisTarget {
  /** `redis://user:password@host:port/db`; several, separated by commas, are nodes of a Redis Cluster. */
  readonly url: string;
}

export type RedisConnection = Redis | Cluster;

/** Milliseconds after which a command that was not answered counts as failed. */
const commandTimeoutMs = 5_000;

/**
 * A connection for requests that somebody waits for: it fails at once while Redis is away, and never sends
 * a command again by itself, because the sender retries with the same message ids.
 */
export function connectForRequests(target: RedisTarget): RedisConnection {
  return connect(target, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    commandTimeout: commandTimeoutMs,
  });
}

/** A connection for work that waits for Redis as long as it takes. */
export function connectForWork(target: RedisTarget): RedisConnection {
  return connect(target, { maxRetriesPerRequest: null });
}

function connect(
  { url }: RedisTarget,
  options: {
    readonly enableOfflineQueue?: boolean;
    readonly maxRetriesPerRequest: number | null;
    readonly autoResendUnfulfilledCommands?: boolean;
    readonly commandTimeout?: number;
  },
): RedisConnection {
  const urls = url.split(',').map((part) => part.trim());
  const retryStrategy = (attempt: number) => Math.min(attempt * 100, 2_000);
  const connection =
    urls.length > 1
      ? new Cluster(urls, {
          enableOfflineQueue: options.enableOfflineQueue ?? true,
          clusterRetryStrategy: retryStrategy,
          redisOptions: options,
        })
      : new Redis(urls[0] ?? '', { ...options, retryStrategy });
  // Without a listener a lost connection would end the process; each command reports its own failure.
  connection.on('error', (error: Error) => lastErrors.set(connection, error));
  return connection;
}

const lastErrors = new WeakMap<RedisConnection, Error>();

/** Rejects, with the reason, while Redis does not answer. */
export async function pingRedis(connection: RedisConnection): Promise<void> {
  if (connection.status === 'connecting' || connection.status === 'connect') await settled(connection);
  try {
    await connection.ping();
  } catch (error) {
    // While the connection is away its commands only say that they cannot be written.
    throw connection.status === 'ready' ? error : (lastErrors.get(connection) ?? error);
  }
}

function settled(connection: RedisConnection): Promise<void> {
  return new Promise((resolve) => {
    const events = ['ready', 'error', 'close'] as const;
    const done = () => {
      for (const event of events) connection.off(event, done);
      resolve();
    };
    for (const event of events) connection.once(event, done);
  });
}
