export {
  type AppProcess,
  runCli,
  startApp,
  startCommand,
  startProgram,
  waitForAddress,
  waitForOk,
  waitForOutput,
} from './app-process.ts';
export { copyBuilt } from './built.ts';
export { type ClickHouseOptions, startClickHouse } from './clickhouse.ts';
export { type ClickHouseCluster, startClickHouseCluster } from './clickhouse-cluster.ts';
export { ensureInstalled, type ProgramName } from './ensure-installed.ts';
export {
  browserForTest,
  clickHouseClusterForTest,
  clickHouseForTest,
  mysqlForTest,
  redisForTest,
} from './for-test.ts';
export { startMariaDB } from './mariadb.ts';
export { endWithThisProcess } from './process.ts';
export { type RedisOptions, startRedis } from './redis.ts';
export type { Service, ServiceOptions } from './service.ts';
export { countStart } from './starts.ts';
