import { expect, test } from 'vitest';
import { loadDevConfig, loadTestConfig } from './config.ts';

test('without anything set, development services are on this machine and their usual ports', () => {
  expect(loadDevConfig({})).toEqual({
    redis: { host: '127.0.0.1', port: 6379 },
    mysql: { host: '127.0.0.1', port: 3306, database: 'gatrix', user: 'root', password: '' },
    clickHouse: { host: '127.0.0.1', port: 8123, user: 'default', password: '' },
  });
});

test('a URL goes before host and port', () => {
  const config = loadDevConfig({
    REDIS_URL: 'redis://a:1',
    REDIS_HOST: 'b',
    DATABASE_URL: 'mysql://user:p%40ss@c/base',
    CLICKHOUSE_URL: 'http://d:2',
  });
  expect(config.redis).toEqual({ host: 'a', port: 1 });
  expect(config.mysql).toEqual({ host: 'c', port: 3306, database: 'base', user: 'user', password: 'p@ss' });
  expect(config.clickHouse).toMatchObject({ host: 'd', port: 2 });
});

test('an empty variable is one that is not set', () => {
  expect(loadTestConfig({ TEST_REDIS_URL: '', TEST_MYSQL_URL: 'mysql://x' })).toMatchObject({
    redisUrl: undefined,
    mysqlUrl: 'mysql://x',
  });
});
