import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@gatrix/analytics-free-port';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DevConfig, loadDevConfig } from '../src/config.ts';
import { startDevServices } from '../src/dev-services.ts';

let root: string;
let config: DevConfig;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'gatrix-dev-'));
  config = loadDevConfig({
    REDIS_PORT: String(await freePort()),
    MYSQL_PORT: String(await freePort()),
    MYSQL_USER: 'gatrix_user',
    MYSQL_PASSWORD: "it's",
    MYSQL_DATABASE: 'gatrix_dev',
    CLICKHOUSE_PORT: String(await freePort()),
  });
});
afterAll(() => rm(root, { recursive: true }));

test('what does not run is started, what runs is used, and data outlives the run', async () => {
  const { mysql } = config;
  const inMysql = async (statement: string) => {
    const { host, port, user, password, database } = mysql;
    const connection = await createConnection({ host, port, user, password, database });
    const [rows] = await connection.query(statement);
    await connection.end();
    return rows;
  };

  const said: string[] = [];
  const first = await startDevServices(config, root, (line) => said.push(line));
  expect(said).toEqual([
    expect.stringMatching(
      /^redis +127.0.0.1:\d+ +started here \(pid \d+\), data in .*\/\.gatrix\/dev\/redis$/,
    ),
    expect.stringMatching(/^mysql +127.0.0.1:\d+ +started here/),
    expect.stringMatching(/^clickhouse +127.0.0.1:\d+ +started here/),
  ]);
  await inMysql('CREATE TABLE t (n INT)');

  const again: string[] = [];
  const second = await startDevServices(config, root, (line) => again.push(line));
  expect(again).toEqual([1, 2, 3].map(() => expect.stringMatching(/runs already$/)));
  await second.stop();
  expect(await inMysql('SELECT * FROM t')).toEqual([]);

  await first.stop();
  const third = await startDevServices(config, root, () => {});
  expect(await inMysql('SELECT * FROM t')).toEqual([]);
  await third.stop();
});

test('a server of another machine that does not answer is an error', async () => {
  const elsewhere = { ...config, redis: { host: '192.0.2.1', port: 6379 } };
  await expect(startDevServices(elsewhere, root, () => {})).rejects.toThrow(
    'redis: nothing answers at 192.0.2.1:6379, and it is not this machine',
  );
});
