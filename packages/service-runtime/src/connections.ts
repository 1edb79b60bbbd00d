import { z } from 'zod';
import { envBoolean, envInteger, envPort, envUrl, envUrls } from './env-values.ts';

/** A database's name goes into DDL, where nothing can be a parameter. */
const identifier = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;
const databaseName = z.string().regex(identifier, 'must be a name of letters, digits and underscores');
const tableName = z
  .string()
  .regex(/^[A-Za-z0-9_]{1,64}(\.[A-Za-z0-9_]{1,64})?$/, 'must be a table, or database.table');

/** `CLICKHOUSE_URL` wins over the separate variables; these fill in what it does not say. */
export const clickhouseEnv = {
  CLICKHOUSE_URL: envUrl('http', 'https')
    .refine((text) => {
      const database = pathOf(text);
      return database === undefined || identifier.test(database);
    }, 'must have nothing but a database name as its path')
    .optional(),
  CLICKHOUSE_HOST: z.string().default('localhost'),
  CLICKHOUSE_PORT: envPort(8123),
  CLICKHOUSE_DATABASE: databaseName.default('analytics'),
  CLICKHOUSE_USERNAME: z.string().default('default'),
  CLICKHOUSE_PASSWORD: z.string().default(''),
  CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^[A-Za-z0-9_.-]+$/, 'must be the name of a cluster')
    .optional(),
  /** Each node of the cluster, in the order of its `remote_servers`. */
  CLICKHOUSE_NODES: envUrls('http', 'https').optional(),
};

export const redisEnv = {
  /** Several are nodes of a Redis Cluster. */
  REDIS_URL: envUrls('redis', 'rediss').optional(),
  REDIS_HOST: z.string().default('localhost'),
  REDIS_PORT: envPort(6379),
  REDIS_PASSWORD: z.string().default(''),
  REDIS_DB: envInteger({ fallback: 0 }),
};

/** The queues' keys share one hash tag, so that a Redis Cluster has them on one node. */
export const queuePrefix = z
  .string()
  .regex(/^\{.+\}$/, 'must be hash-tagged, such as {gatrix}')
  .default('{gatrix}');

export const databaseEnv = {
  DATABASE_URL: envUrl('mysql', 'mariadb', 'sqlite').optional(),
  MYSQL_HOST: z.string().default('localhost'),
  MYSQL_PORT: envPort(3306),
  MYSQL_DATABASE: z.string().default('gatrix'),
  MYSQL_USER: z.string().default('root'),
  MYSQL_PASSWORD: z.string().default(''),
  ANALYTICS_USERS_TABLE: tableName.optional(),
};

export const serviceEnv = {
  NODE_ENV: z.string().default('development'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be trace, debug, info, warn, error, fatal or silent',
    })
    .default('info'),
  AUTO_MIGRATE: envBoolean(false),
};

type Resolved<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>>;

export interface ClickhouseConfig {
  /** Scheme, host and port, with the query string of `CLICKHOUSE_URL`; no credentials, no database. */
  readonly url: string;
  readonly database: string;
  readonly username: string;
  readonly password: string;
  readonly cluster: string | undefined;
  /** The HTTP interfaces of the cluster's nodes; undefined where they are to be asked for their ports. */
  readonly nodeUrls: readonly string[] | undefined;
}

/** What `clickhouseEnv` says. */
export function clickhouseConfig(env: Resolved<typeof clickhouseEnv>): ClickhouseConfig {
  const named = {
    database: env.CLICKHOUSE_DATABASE,
    username: env.CLICKHOUSE_USERNAME,
    password: env.CLICKHOUSE_PASSWORD,
    cluster: env.CLICKHOUSE_CLUSTER,
    nodeUrls: env.CLICKHOUSE_NODES?.split(',').map((url) => url.trim()),
  };
  if (!env.CLICKHOUSE_URL) {
    return { ...named, url: `http://${hostInUrl(env.CLICKHOUSE_HOST)}:${env.CLICKHOUSE_PORT}` };
  }
  const url = new URL(env.CLICKHOUSE_URL);
  const inUrl = {
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...(url.password && { password: decodeURIComponent(url.password) }),
  };
  const database = pathOf(env.CLICKHOUSE_URL) ?? named.database;
  return { ...named, ...inUrl, database, url: `${url.origin}${url.search}` };
}

/** What `redisEnv` says, as `redis://[:password@]host:port/db`. */
export function redisConfig(env: Resolved<typeof redisEnv>): { readonly url: string } {
  if (env.REDIS_URL) return { url: env.REDIS_URL };
  const credentials = env.REDIS_PASSWORD ? `:${encodeURIComponent(env.REDIS_PASSWORD)}@` : '';
  return { url: `redis://${credentials}${hostInUrl(env.REDIS_HOST)}:${env.REDIS_PORT}/${env.REDIS_DB}` };
}

export interface DatabaseConfig {
  /** `mysql://user:password@host:port/database` or `sqlite:/path`. */
  readonly url: string;
  readonly usersTable: string | undefined;
}

/** What `databaseEnv` says. */
export function databaseConfig(env: Resolved<typeof databaseEnv>): DatabaseConfig {
  const usersTable = env.ANALYTICS_USERS_TABLE;
  if (env.DATABASE_URL) return { url: env.DATABASE_URL, usersTable };
  const password = env.MYSQL_PASSWORD ? `:${encodeURIComponent(env.MYSQL_PASSWORD)}` : '';
  const host = `${hostInUrl(env.MYSQL_HOST)}:${env.MYSQL_PORT}`;
  const user = encodeURIComponent(env.MYSQL_USER);
  return { url: `mysql://${user}${password}@${host}/${encodeURIComponent(env.MYSQL_DATABASE)}`, usersTable };
}

/** What `serviceEnv` says about the log: JSON in production even on a terminal. */
export function loggerConfig(env: Resolved<typeof serviceEnv>): {
  readonly level: Resolved<typeof serviceEnv>['LOG_LEVEL'];
  readonly production: boolean;
} {
  return { level: env.LOG_LEVEL, production: env.NODE_ENV === 'production' };
}

function pathOf(url: string): string | undefined {
  const path = new URL(url).pathname.replace(/^\/|\/$/g, '');
  return path === '' ? undefined : decodeURIComponent(path);
}

function hostInUrl(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
