export { type ClickHouseOptions, startClickHouse } from './clickhouse.ts';
export { ensureInstalled, type ProgramName } from './ensure-installed.ts';
export { clickHouseForTest, mysqlForTest, redisForTest } from './for-test.ts';
export { startMariaDB } from './mariadb.ts';
export { type RedisOptions, startRedis } from './redis.ts';
export type { Service, ServiceOptions } from './service.ts';
