import {
  databaseConfig,
  databaseEnv,
  type Environment,
  envInteger,
  envList,
  envPort,
  envUrl,
  loadConfig,
  loggerConfig,
  queuePrefix,
  redisConfig,
  redisEnv,
  serviceEnv,
} from '@gatrix/analytics-service-runtime';
import { z } from 'zod';
import { createAddressSet } from './access/address-set.ts';
import { defaultTrustedProxies } from './access/client-address.ts';

/** `IP_HEADER_ORDER`: names of headers, which Node has in lower case. */
export const ipHeaderOrder = envList([])
  .refine((names) => names.every((name) => /^[\w-]+$/.test(name)), 'must be names of headers between commas')
  .transform((names) => names.map((name) => name.toLowerCase()));

const schema = z.object({
  ...serviceEnv,
  ...redisEnv,
  ...databaseEnv,
  PORT: envPort(3002),
  HOST: z.string().default('0.0.0.0'),
  DEFAULT_CLIENT_ID: z.string().optional(),
  TRUSTED_PROXIES: envList(defaultTrustedProxies).refine(
    areAddresses,
    'must be addresses or CIDRs between commas',
  ),
  IP_HEADER_ORDER: ipHeaderOrder,
  RATE_LIMIT_MAX: envInteger({ fallback: 100, min: 1 }),
  RATE_LIMIT_MAX_ORIGIN: envInteger({ fallback: 1_000, min: 1 }),
  QUEUE_MAX_BACKLOG: envInteger({ fallback: 500_000, min: 1 }),
  QUEUE_PREFIX: queuePrefix,
  EVENT_QUEUE_SHARDS: envInteger({ fallback: 1, min: 1, max: 64 }),
  GEOIP_DATABASE_PATH: z.string().optional(),
  ASN_DATABASE_PATH: z.string().optional(),
  METRICS_PORT: envPort(0).unwrap().optional(),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  INSIGHTS_URL: envUrl('http', 'https').optional(),
});

/** Ingest's settings. Throws ConfigError with every problem. */
export function loadIngestConfig(env: Environment) {
  const values = loadConfig(schema, env);
  return {
    ...values,
    logger: loggerConfig(values),
    redis: redisConfig(values),
    database: databaseConfig(values),
  };
}

function areAddresses(entries: readonly string[]): boolean {
  try {
    createAddressSet(entries);
    return true;
  } catch {
    return false;
  }
}
