import {
  clickhouseConfig,
  clickhouseEnv,
  databaseConfig,
  databaseEnv,
  type Environment,
  envInteger,
  envPort,
  loadConfig,
  loggerConfig,
  queuePrefix,
  redisConfig,
  redisEnv,
  serviceEnv,
} from '@gatrix/analytics-service-runtime';
import { z } from 'zod';
import { sendingEnv } from './sending.ts';

const schema = z.object({
  ...serviceEnv,
  ...clickhouseEnv,
  ...redisEnv,
  ...databaseEnv,
  ...sendingEnv,
  WORKER_BATCH_SIZE: envInteger({ fallback: 10_000, min: 1, max: 1_000_000 }),
  WORKER_BATCH_TIMEOUT: envInteger({ fallback: 1_000, min: 1, max: 60_000 }),
  WORKER_CONCURRENCY: envInteger({ fallback: 1_024, min: 1, max: 10_000 }),
  EVENT_QUEUE_SHARDS: envInteger({ fallback: 1, min: 1, max: 64 }),
  QUEUE_PREFIX: queuePrefix,
  /** Milliseconds after which a killed worker's chunks are taken by another. */
  WORKER_LOCK_DURATION: envInteger({ fallback: 20_000, min: 1_000, max: 600_000 }),
  /** A project with fewer events that are not summed up is left as it is: they are read in milliseconds. */
  WORKER_SEAL_FROM_EVENTS: envInteger({ fallback: 20_000, min: 1, max: 1_000_000_000 }),
  WORKER_PORT: envPort(3004),
  HOST: z.string().default('0.0.0.0'),
});

/** The worker's settings. Throws ConfigError with every problem. */
export function loadWorkerConfig(env: Environment) {
  const values = loadConfig(schema, env);
  return {
    ...values,
    logger: loggerConfig(values),
    clickhouse: clickhouseConfig(values),
    database: databaseConfig(values),
    redis: redisConfig(values),
  };
}
