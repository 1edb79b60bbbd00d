import { resolve } from 'node:path';
import { ipHeaderOrder } from '@gatrix/analytics-ingest/app';
import { checkProviderEnv, dashboardEnv, providerEnv } from '@gatrix/analytics-insights/app';
import {
  type Environment,
  envInteger,
  envPort,
  loadConfig,
  loggerConfig,
  serviceEnv,
} from '@gatrix/analytics-service-runtime';
import { sendingEnv } from '@gatrix/analytics-worker/app';
import { z } from 'zod';

const schema = z
  .object({
    ...serviceEnv,
    LOG_LEVEL: serviceEnv.LOG_LEVEL.unwrap().default('warn'),
    PORT: envPort(3002),
    HOST: z.string().default('127.0.0.1'),
    DATA_DIR: z.string().default('.gatrix'),
    GEOIP_DATABASE_PATH: z.string().optional(),
    ASN_DATABASE_PATH: z.string().optional(),
    IP_HEADER_ORDER: ipHeaderOrder,
    RATE_LIMIT_MAX: envInteger({ fallback: 100, min: 1 }),
    RATE_LIMIT_MAX_ORIGIN: envInteger({ fallback: 1_000, min: 1 }),
    QUEUE_MAX_BACKLOG: envInteger({ fallback: 500_000, min: 1 }),
    ...dashboardEnv,
    ...sendingEnv,
    JWT_SECRET: z.string().optional(),
    JWT_ISSUER: z.string().optional(),
    JWT_AUDIENCE: z.string().optional(),
    ...providerEnv,
  })
  .superRefine((values, context) => checkProviderEnv(values, context, false));

export type StandaloneConfig = ReturnType<typeof loadStandaloneConfig>;

/** The stand-alone run's settings. Throws ConfigError with every problem. */
export function loadStandaloneConfig(env: Environment) {
  const values = loadConfig(schema, env);
  return { ...values, DATA_DIR: resolve(values.DATA_DIR), logger: loggerConfig(values) };
}
