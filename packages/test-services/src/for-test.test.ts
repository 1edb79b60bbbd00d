import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { redisAnswers } from './answers.ts';
import { clickHouseForTest, mysqlForTest, redisForTest } from './for-test.ts';

test('two askers share a Redis and have prefixes of their own', async () => {
  const [first, second] = await Promise.all([redisForTest(), redisForTest()]);
  expect(first.redisUrl).toBe(second.redisUrl);
  expect(first.keyPrefix).not.toBe(second.keyPrefix);
  expect(await redisAnswers(Number(new URL(first.redisUrl).port))).toBe(true);
});

test('two askers share a MySQL server and have databases of their own', async () => {
  const [first, second] = await Promise.all([mysqlForTest(), mysqlForTest()]);
  expect(new URL(first.url).host).toBe(new URL(second.url).host);
  const connection = await createConnection(first.url);
  await connection.query('CREATE TABLE t (a INT)');
  await connection.end();
  const other = await createConnection(second.url);
  await expect(other.query('SELECT * FROM t')).rejects.toThrow(`'${second.database}.t' doesn't exist`);
  await other.end();
});

test('two askers share a ClickHouse and have databases of their own', async () => {
  const [first, second] = await Promise.all([clickHouseForTest(), clickHouseForTest()]);
  expect(first.url).toBe(second.url);
  const client = createClient(first);
  await client.command({ query: 'CREATE TABLE t (a Int32) ENGINE = Memory' });
  await client.close();
  const other = createClient({ ...second, log: { level: ClickHouseLogLevel.OFF } });
  await expect(other.query({ query: 'SELECT * FROM t' })).rejects.toMatchObject({ code: '60' });
  await other.close();
});
