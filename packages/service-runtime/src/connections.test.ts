import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  clickhouseConfig,
  clickhouseEnv,
  databaseConfig,
  databaseEnv,
  redisConfig,
  redisEnv,
} from './connections.ts';
import { ConfigError, loadConfig } from './load-config.ts';

const clickhouse = (env: Record<string, string>) =>
  clickhouseConfig(loadConfig(z.object(clickhouseEnv), env));
const redis = (env: Record<string, string>) => redisConfig(loadConfig(z.object(redisEnv), env));
const database = (env: Record<string, string>) => databaseConfig(loadConfig(z.object(databaseEnv), env));

describe('ClickHouse', () => {
  test('nothing set means the local server', () => {
    expect(clickhouse({})).toEqual({
      url: 'http://localhost:8123',
      database: 'analytics',
      username: 'default',
      password: '',
      cluster: undefined,
      nodeUrls: undefined,
    });
  });

  test('a URL wins over the separate variables, which fill in what it does not say', () => {
    const env = { CLICKHOUSE_PASSWORD: 'p', CLICKHOUSE_HOST: 'ignored', CLICKHOUSE_CLUSTER: 'c1' };
    expect(clickhouse({ ...env, CLICKHOUSE_URL: 'https://ch:8443' })).toMatchObject({
      url: 'https://ch:8443',
      database: 'analytics',
      username: 'default',
      password: 'p',
      cluster: 'c1',
      nodeUrls: undefined,
    });
    expect(
      clickhouse({ ...env, CLICKHOUSE_URL: 'http://me:s%40fe@ch:8123/stats?max_threads=2' }),
    ).toMatchObject({
      url: 'http://ch:8123?max_threads=2',
      database: 'stats',
      username: 'me',
      password: 's@fe',
    });
  });

  test('a database name that could break out of DDL is refused', () => {
    expect(() => clickhouse({ CLICKHOUSE_DATABASE: 'a; DROP TABLE b' })).toThrow(ConfigError);
    expect(() => clickhouse({ CLICKHOUSE_URL: 'http://ch/a%60b' })).toThrow(ConfigError);
  });
});

describe('Redis', () => {
  test('the separate variables become a URL that keeps any password', () => {
    expect(redis({})).toEqual({ url: 'redis://localhost:6379/0' });
    const { url } = redis({ REDIS_HOST: '::1', REDIS_PORT: '7', REDIS_PASSWORD: 'a/b@c:d', REDIS_DB: '3' });
    expect(url).toBe('redis://:a%2Fb%40c%3Ad@[::1]:7/3');
    expect(decodeURIComponent(new URL(url).password)).toBe('a/b@c:d');
  });

  test('a URL is taken as it is', () => {
    expect(redis({ REDIS_URL: 'rediss://u:p@r:1/2', REDIS_HOST: 'x' })).toEqual({
      url: 'rediss://u:p@r:1/2',
    });
  });

  test('several URLs are the nodes of a cluster, and each must be one', () => {
    const nodes = 'redis://a:7000, redis://b:7001';
    expect(redis({ REDIS_URL: nodes })).toEqual({ url: nodes });
    expect(() => redis({ REDIS_URL: 'redis://a:7000,b:7001' })).toThrow(/several between commas/);
  });
});

describe('MySQL', () => {
  test('the separate variables become a URL that keeps any password', () => {
    expect(database({})).toEqual({ url: 'mysql://root@localhost:3306/gatrix', usersTable: undefined });
    const { url } = database({ MYSQL_USER: 'g', MYSQL_PASSWORD: '#?/@:%', MYSQL_HOST: 'mysql' });
    expect(decodeURIComponent(new URL(url).password)).toBe('#?/@:%');
    expect(new URL(url).host).toBe('mysql:3306');
  });

  test('SQLite is a DATABASE_URL', () => {
    const env = { DATABASE_URL: 'sqlite:/data/gatrix.db', ANALYTICS_USERS_TABLE: 'g_users' };
    expect(database(env)).toEqual({ url: 'sqlite:/data/gatrix.db', usersTable: 'g_users' });
  });

  test('a users table is a name and nothing else', () => {
    expect(() => database({ ANALYTICS_USERS_TABLE: 'users; DROP TABLE x' })).toThrow(ConfigError);
  });
});
