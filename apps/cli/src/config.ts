import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  clickhouseConfig,
  clickhouseEnv,
  databaseConfig,
  databaseEnv,
  type Environment,
  envPort,
  envUrl,
  loadConfig,
  queuePrefix,
  redisConfig,
  redisEnv,
} from '@gatrix/analytics-service-runtime';
import { z } from 'zod';

const schema = z.object({
  ...clickhouseEnv,
  ...databaseEnv,
  ...redisEnv,
  /** Default: `.gatrix`, here or in a directory above. */
  DATA_DIR: z.string().optional(),
  PORT: envPort(3002),
  /** Where ingest is. */
  GATRIX_URL: envUrl('http', 'https').optional(),
  /** Where insights is; default: where ingest is, which forwards to it. */
  INSIGHTS_URL: envUrl('http', 'https').optional(),
  GATRIX_CLIENT_ID: z.string().optional(),
  GATRIX_CLIENT_SECRET: z.string().optional(),
  GEOIP_DATABASE_PATH: z.string().optional(),
  QUEUE_PREFIX: queuePrefix,
});

export type CliConfig = ReturnType<typeof loadCliConfig>;

/**
 * The command line's settings. Services that the environment names are used; where it names none and `DATA_DIR` holds
 * a stand-alone run, that run is meant. Throws ConfigError with every problem.
 */
export function loadCliConfig(env: Environment) {
  const values = loadConfig(schema, env);
  const dataDir = values.DATA_DIR === undefined ? findDataDir(process.cwd()) : resolve(values.DATA_DIR);
  const metadataFile = join(dataDir, 'metadata.db');
  const namesDatabase = env.DATABASE_URL || env.MYSQL_HOST || env.MYSQL_DATABASE || env.MYSQL_PORT;
  const isStandalone = !namesDatabase && existsSync(metadataFile);
  const namesServices = Object.keys(env).some(
    (name) => /^(DATABASE|MYSQL|CLICKHOUSE|REDIS)_/.test(name) && env[name],
  );
  return {
    ...values,
    dataDir,
    isStandalone,
    /** Whether the environment says where any database is. */
    namesServices,
    clickhouse: clickhouseConfig(values),
    redis: redisConfig(values),
    database: isStandalone ? { url: `sqlite:${metadataFile}` } : databaseConfig(values),
  };
}

/** The data of a stand-alone run: `.gatrix` where the command runs, else in the nearest directory above that has one. */
function findDataDir(start: string): string {
  for (let directory = start; ; directory = dirname(directory)) {
    const dataDirectory = join(directory, '.gatrix');
    if (existsSync(join(dataDirectory, 'metadata.db'))) return dataDirectory;
    if (dirname(directory) === directory) return join(start, '.gatrix');
  }
}
