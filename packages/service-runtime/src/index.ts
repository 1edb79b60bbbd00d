export {
  type ClickhouseConfig,
  clickhouseConfig,
  clickhouseEnv,
  type DatabaseConfig,
  databaseConfig,
  databaseEnv,
  loggerConfig,
  queuePrefix,
  redisConfig,
  redisEnv,
  serviceEnv,
} from './connections.ts';
export { createLogger, type Logger, type LoggerOptions } from './create-logger.ts';
export { diskCheck, refuseFull } from './disk-space.ts';
export { envBoolean, envInteger, envList, envPort, envUrl } from './env-values.ts';
export { type HealthServerOptions, startHealthServer } from './health-server.ts';
export { ConfigError, type ConfigProblem, type Environment, loadConfig } from './load-config.ts';
export { createReadiness, type Readiness, type ReadinessOptions, type ReadinessPart } from './readiness.ts';
export { type RunningService, runService, type ServiceOptions } from './run-service.ts';
export type { Dependency } from './wait-for-dependencies.ts';
export { createWorkWatch, reasonOf, type WorkWatch } from './work-watch.ts';
