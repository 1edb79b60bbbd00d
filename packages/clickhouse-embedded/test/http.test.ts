import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { freePort } from '@gatrix/analytics-free-port';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerOptions, serverCommand } from '../src/index.ts';
import { describeContract } from './contract.ts';

describeContract('over HTTP', async () => {
  const server = await startServer();
  const client = createClient({
    url: server.url,
    max_open_connections: 100,
    compression: { request: true, response: true },
    log: { level: ClickHouseLogLevel.OFF },
  });
  return {
    client,
    async close() {
      await client.close();
      await server.stop();
    },
  };
});

describe('a server that asks for a password', () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  beforeAll(async () => {
    server = await startServer({ user: 'gatrix', password: `it's <secret> & "quoted"` });
  });
  afterAll(() => server.stop());

  test.each([
    ['the right one', 'gatrix', `it's <secret> & "quoted"`, 200],
    ['another', 'gatrix', 'wrong', 403],
    ['none', 'gatrix', '', 403],
    ['the name of everyone, who may do nothing', 'default', '', 500],
  ])('given %s', async (_, user, password, status) => {
    const headers = { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': password };
    const response = await fetch(server.url, {
      method: 'POST',
      body: 'CREATE DATABASE IF NOT EXISTS mine',
      headers,
    });
    expect(response.status).toBe(status);
  });
});

async function startServer(options: Partial<ServerOptions> = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'clickhouse-server-'));
  const httpPort = await freePort();
  const [command, ...args] = await serverCommand('cc', { ...options, dir, httpPort });
  const child = spawn(command, args, { stdio: 'inherit' });
  const url = `http://127.0.0.1:${httpPort}`;
  await untilAnswers(url, child);
  return {
    url,
    async stop() {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
      await rm(dir, { recursive: true });
    },
  };
}

async function untilAnswers(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const answers = await fetch(`${url}/ping`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answers) return;
    await delay(20);
  }
}
