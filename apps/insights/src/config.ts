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
import { dashboardEnv, dashboardOptions } from './dashboard-env.ts';
import { checkProviderEnv, providerEnv, providerSettings } from './provider-env.ts';

const schema = z
  .object({
    ...serviceEnv,
    ...clickhouseEnv,
    ...databaseEnv,
    ...redisEnv,
    // Without Redis insights works as well: no answer is kept, and nobody knows what waits.
    REDIS_HOST: redisEnv.REDIS_HOST.unwrap().optional(),
    QUEUE_PREFIX: queuePrefix,
    PORT: envPort(3003),
    HOST: z.string().default('0.0.0.0'),
    ...dashboardEnv,
    JWT_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
    JWT_ISSUER: z.string().optional(),
    JWT_AUDIENCE: z.string().optional(),
    QUERY_TIMEOUT_SECONDS: envInteger({ fallback: 30, min: 1, max: 3_600 }),
    QUERY_MEMORY_MB: envInteger({ fallback: 4_096, min: 64 }),
    ...providerEnv,
  })
  .superRefine((values, context) => checkProviderEnv(values, context, true));

function redisOf(values: z.infer<typeof schema>): { readonly url: string } | undefined {
  const { REDIS_URL, REDIS_HOST } = values;
  if (REDIS_URL === undefined && REDIS_HOST === undefined) return undefined;
  return redisConfig({ ...values, REDIS_HOST: REDIS_HOST ?? '' });
}

/** Insights' settings. Throws ConfigError with every problem. */
export function loadInsightsConfig(env: Environment) {
  const values = loadConfig(schema, env);
  return {
    ...values,
    logger: loggerConfig(values),
    clickhouse: clickhouseConfig(values),
    database: databaseConfig(values),
    redis: redisOf(values),
    jwt: values.JWT_SECRET
      ? { secret: values.JWT_SECRET, issuer: values.JWT_ISSUER, audience: values.JWT_AUDIENCE }
      : undefined,
    provider: providerSettings(values),
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/, ''),
    dashboard: dashboardOptions(values),
    limits: { timeoutSeconds: values.QUERY_TIMEOUT_SECONDS, memoryBytes: values.QUERY_MEMORY_MB * 1024 ** 2 },
  };
}
