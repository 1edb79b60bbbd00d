import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '@gatrix/analytics-free-port';
import { createConnection } from 'mysql2/promise';
import { afterEach, expect, test } from 'vitest';
import { listens } from '../src/answers.ts';
import { type Service, startClickHouse, startMariaDB, startRedis } from '../src/index.ts';

const running: Service[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
});

async function keep(starting: Promise<Service>): Promise<Service> {
  const service = await starting;
  running.push(service);
  return service;
}

/** Sends a command of one line and gives the first line of the answer. */
async function redis(port: number, command: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${command}\r\n`);
  const [line] = await once(createInterface(socket), 'line');
  socket.destroy();
  return String(line);
}

async function mysql(url: string, ...statements: string[]): Promise<unknown> {
  const connection = await createConnection(url);
  let rows: unknown;
  for (const statement of statements) [rows] = await connection.query(statement);
  await connection.end();
  return rows;
}

async function clickHouse(url: string, body: string): Promise<string> {
  const response = await fetch(url, { method: 'POST', body });
  return (await response.text()).trim();
}

test('Redis keeps its data and port through kill and restart', async () => {
  const service = await keep(startRedis());
  expect(await redis(service.port, 'CONFIG SET appendfsync always')).toBe('+OK');
  expect(await redis(service.port, 'SET a 1')).toBe('+OK');
  const { pid } = service;
  await service.kill();
  expect(await listens(service.port, '127.0.0.1')).toBe(false);
  await service.restart();
  expect(service.pid).not.toBe(pid);
  expect(await redis(service.port, 'INCR a')).toBe(':2');
});

test('a Redis with a limit refuses writes above it', async () => {
  const service = await keep(startRedis({ maxmemory: '512kb', appendonly: false }));
  expect(await redis(service.port, 'SET a 1')).toMatch(/^-OOM/);
});

test('MariaDB keeps its data and port through kill and restart', async () => {
  const service = await keep(startMariaDB());
  await mysql(
    service.url,
    'CREATE DATABASE a',
    'CREATE TABLE a.t (n INT)',
    'INSERT INTO a.t VALUES (1), (2)',
  );
  await service.kill();
  await service.restart();
  expect(await mysql(service.url, 'SELECT SUM(n) AS n FROM a.t')).toEqual([{ n: '3' }]);
});

test('ClickHouse keeps its data and port through kill and restart', async () => {
  const service = await keep(startClickHouse());
  await clickHouse(service.url, 'CREATE TABLE t (n UInt8) ENGINE = MergeTree ORDER BY n');
  await clickHouse(service.url, 'INSERT INTO t VALUES (1), (2)');
  await service.kill();
  await service.restart();
  expect(await clickHouse(service.url, 'SELECT sum(n) FROM t')).toBe('3');
});

test('a directory that was given stays, and one that was not goes', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'gatrix-given-'));
  const given = await startRedis({ dir });
  const temporaries = async () =>
    (await readdir(tmpdir())).filter((name) => name.startsWith('gatrix-redis-server-'));
  const before = await temporaries();
  const temporary = await startRedis();
  expect(await temporaries()).not.toEqual(before);
  await Promise.all([given.stop(), temporary.stop()]);
  expect(existsSync(join(dir, 'appendonlydir'))).toBe(true);
  expect(await temporaries()).toEqual(before);
  await rm(dir, { recursive: true });
});

test('a server that cannot start says why', async () => {
  const { port } = await keep(startRedis());
  await expect(startMariaDB({ port })).rejects.toThrow(/mariadbd ended with 1[\s\S]*Address already in use/);
});

test('servers die, and their directories go, with a process that is killed', async () => {
  const fixture = fileURLToPath(new URL('./start-and-wait.ts', import.meta.url));
  const parent = spawn(process.execPath, ['--import', 'tsx', fixture], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port, pid, dir] = await firstLine(parent);
  parent.kill('SIGKILL');
  await until(async () => !(await listens(Number(port), '127.0.0.1')));
  await until(async () => !existsSync(dir));
  await until(async () => !isAlive(Number(pid)));
});

async function firstLine(child: ChildProcess): Promise<[port: string, pid: string, dir: string]> {
  if (!child.stdout) throw new Error('no output');
  const [line] = await once(createInterface(child.stdout), 'line');
  const [port = '', pid = '', dir = ''] = String(line).split(' ');
  return [port, pid, dir];
}

/** A process that has ended and that no one has waited for answers to signals, but not to this. */
function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}/exe`);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`still not so: ${condition}`);
    await delay(20);
  }
}

test('a free port is free', async () => {
  expect(await listens(await freePort(), '127.0.0.1')).toBe(false);
});
