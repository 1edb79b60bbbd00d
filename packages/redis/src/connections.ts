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

/** Why acknowledged messages could be lost with this Redis, in sentences; empty where they cannot. */
export async function durabilityProblems(connection: RedisConnection): Promise<string[]> {
  const problems: string[] = [];
  for (const { field } of await nodeInfos(connection)) {
    if (field('aof_enabled') === '0') {
      problems.push('Redis keeps no append-only file: what waits is lost when it restarts (appendonly yes)');
    }
    if (Number(field('maxmemory')) > 0 && field('maxmemory_policy') !== 'noeviction') {
      problems.push(
        `Redis may evict what waits: its maxmemory-policy is ${field('maxmemory_policy')} (set noeviction)`,
      );
    }
  }
  return [...new Set(problems)];
}

/** What `INFO` says on each node that takes writes. */
export async function nodeInfos(
  connection: RedisConnection,
): Promise<{ readonly field: (name: string) => string }[]> {
  const nodes = connection instanceof Cluster ? connection.nodes('master') : [connection];
  const reports = await Promise.all(nodes.map((node) => node.info()));
  return reports.map((report) => ({
    field: (name) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(report)?.[1] ?? '',
  }));
}

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
