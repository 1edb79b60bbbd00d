/** What the environment says about tests: servers that are there already, and the coordinator of the run. */
export interface TestConfig {
  readonly redisUrl: string | undefined;
  readonly mysqlUrl: string | undefined;
  readonly clickHouseUrl: string | undefined;
  /** The cluster that the server is a node of. */
  readonly clickHouseCluster: string | undefined;
  readonly coordinator: string | undefined;
}

/** The variable that hands the coordinator's socket to the processes that run test files. */
export const coordinatorVariable = 'GATRIX_TEST_SERVICES';

export function loadTestConfig(env: Readonly<Record<string, string | undefined>>): TestConfig {
  return {
    redisUrl: env.TEST_REDIS_URL || undefined,
    mysqlUrl: env.TEST_MYSQL_URL || undefined,
    clickHouseUrl: env.TEST_CLICKHOUSE_URL || undefined,
    clickHouseCluster: env.TEST_CLICKHOUSE_CLUSTER || undefined,
    coordinator: env[coordinatorVariable] || undefined,
  };
}

/** The directories that programs are looked for in. */
export function searchPath(env: Readonly<Record<string, string | undefined>>): string[] {
  const named = (env.PATH ?? '').split(':').filter(Boolean);
  return [...named, '/usr/local/sbin', '/usr/sbin', '/sbin', '/opt/homebrew/bin'];
}

/** Where the development services are, or are to be; the names are those of the apps. */
export interface DevConfig {
  readonly redis: { readonly host: string; readonly port: number };
  readonly mysql: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
    readonly password: string;
  };
  readonly clickHouse: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
  };
}

export function loadDevConfig(env: Readonly<Record<string, string | undefined>>): DevConfig {
  const redis = parseUrl(env.REDIS_URL);
  const mysql = parseUrl(env.DATABASE_URL);
  const clickHouse = parseUrl(env.CLICKHOUSE_URL);
  return {
    redis: {
      host: redis?.hostname || env.REDIS_HOST || '127.0.0.1',
      port: Number(redis ? redis.port || 6379 : env.REDIS_PORT || 6379),
    },
    mysql: {
      host: mysql?.hostname || env.MYSQL_HOST || '127.0.0.1',
      port: Number(mysql ? mysql.port || 3306 : env.MYSQL_PORT || 3306),
      database: mysql?.pathname.slice(1) || env.MYSQL_DATABASE || 'gatrix',
      user: text(mysql?.username) || env.MYSQL_USER || 'root',
      password: text(mysql?.password) || env.MYSQL_PASSWORD || '',
    },
    clickHouse: {
      host: clickHouse?.hostname || env.CLICKHOUSE_HOST || '127.0.0.1',
      port: Number(clickHouse ? clickHouse.port || 8123 : env.CLICKHOUSE_PORT || 8123),
      user: text(clickHouse?.username) || env.CLICKHOUSE_USERNAME || 'default',
      password: text(clickHouse?.password) || env.CLICKHOUSE_PASSWORD || '',
    },
  };
}

function parseUrl(value: string | undefined): URL | undefined {
  return value ? new URL(value) : undefined;
}

function text(encoded: string | undefined): string {
  return decodeURIComponent(encoded ?? '');
}
