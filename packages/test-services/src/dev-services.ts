import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { clickHouseAnswers, listens, mysqlAnswers } from './answers.ts';
import { startClickHouse } from './clickhouse.ts';
import type { DevConfig } from './config.ts';
import { startMariaDB } from './mariadb.ts';
import { startRedis } from './redis.ts';
import type { Service } from './service.ts';

export interface DevServices {
  stop(): Promise<void>;
}

interface DevService {
  /** As in the compose file. */
  readonly name: 'redis' | 'mysql' | 'clickhouse';
  readonly host: string;
  readonly port: number;
  answers(port: number, host: string): Promise<boolean>;
  start(dir: string): Promise<Service>;
}

/**
 * Finds or starts Redis, MySQL and ClickHouse where the configuration says they are: what answers there already, else
 * Docker, else the local programs, with their data under `.gatrix/dev`. Says in one line each what is used.
 */
export async function startDevServices(
  config: DevConfig,
  root: string,
  say: (line: string) => void,
): Promise<DevServices> {
  const started: Service[] = [];
  const stop = async () => {
    await Promise.all(started.splice(0).map((service) => service.stop()));
  };
  try {
    for (const service of describe(config)) {
      const used = await findOrStart(service, root, started);
      say(`${service.name.padEnd(10)} ${service.host}:${service.port}  ${used}`);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

function describe({ redis, mysql, clickHouse }: DevConfig): DevService[] {
  const credentials = clickHouse.password ? { user: clickHouse.user, password: clickHouse.password } : {};
  return [
    // One that asks for a password answers, too.
    { name: 'redis', ...redis, answers: listens, start: (dir) => startRedis({ dir, port: redis.port }) },
    {
      name: 'mysql',
      ...mysql,
      answers: mysqlAnswers,
      start: async (dir) => {
        const service = await startMariaDB({ dir, port: mysql.port });
        await createDatabase(mysql);
        return service;
      },
    },
    {
      name: 'clickhouse',
      ...clickHouse,
      answers: clickHouseAnswers,
      start: (dir) => startClickHouse({ dir, port: clickHouse.port, ...credentials }),
    },
  ];
}

async function findOrStart(service: DevService, root: string, started: Service[]): Promise<string> {
  const { name, host, port } = service;
  if (await service.answers(port, host)) return 'runs already';
  if (!['127.0.0.1', 'localhost', '::1'].includes(host)) {
    throw new Error(`${name}: nothing answers at ${host}:${port}, and it is not this machine`);
  }
  const composeFile = join(root, 'infra', 'docker-compose.yml');
  if (existsSync(composeFile) && (await hasDocker())) {
    await promisify(execFile)('docker', ['compose', '-f', composeFile, 'up', '-d', name]);
    await waitFor(service);
    return 'started by docker compose';
  }
  const dir = join(root, '.gatrix', 'dev', name);
  const local = await service.start(dir);
  started.push(local);
  return `started here (pid ${local.pid}), data in ${dir}`;
}

async function hasDocker(): Promise<boolean> {
  try {
    await promisify(execFile)('docker', ['info'], { timeout: 5000 });
    return true;
  } catch {
    // No docker, or no engine behind it.
    return false;
  }
}

async function waitFor(service: DevService): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await service.answers(service.port, service.host))) {
    if (Date.now() > deadline) {
      throw new Error(
        `${service.name}: docker compose has started it, but nothing answers at ${service.host}:${service.port}`,
      );
    }
    await delay(200);
  }
}

/** The database and the user of the configuration, on a server whose `root` has no password, or that user's. */
async function createDatabase(mysql: DevConfig['mysql']): Promise<void> {
  const { port, user, password, database } = mysql;
  const connect = (rootPassword: string) =>
    createConnection({ host: '127.0.0.1', port, user: 'root', password: rootPassword });
  const connection = await connect('').catch(() => connect(password));
  try {
    await connection.query('CREATE DATABASE IF NOT EXISTS ??', [database]);
    for (const host of ['localhost', '127.0.0.1']) {
      await connection.query('CREATE USER IF NOT EXISTS ?@?', [user, host]);
      await connection.query('ALTER USER ?@? IDENTIFIED BY ?', [user, host, password]);
      if (user !== 'root') await connection.query('GRANT ALL ON ??.* TO ?@?', [database, user, host]);
    }
  } finally {
    await connection.end();
  }
}
