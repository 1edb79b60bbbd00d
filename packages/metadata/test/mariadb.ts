import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';

export interface MariaDb {
  readonly port: number;
  /** Makes an empty database; resolves with its URL. */
  createDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** A MariaDB server of its own in a temporary directory. */
export async function startMariaDb(): Promise<MariaDb> {
  const directory = mkdtempSync(join(tmpdir(), 'metadata-mariadb-'));
  const data = join(directory, 'data');
  execFileSync('mariadb-install-db', [
    '--no-defaults',
    '--user=root',
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ]);
  const port = await freePort();
  const server = spawn('/usr/sbin/mariadbd', [
    '--no-defaults',
    '--user=root',
    `--datadir=${data}`,
    `--socket=${join(directory, 'socket')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--innodb-buffer-pool-size=32M',
    // The server's own zone must not matter.
    '--default-time-zone=+09:00',
  ]);
  const url = `mysql://root@127.0.0.1:${port}`;
  await untilUp(url, server);
  return {
    port,
    createDatabase: async (name) => {
      const connection = await createConnection(url);
      await connection.query(`CREATE DATABASE ${name} CHARACTER SET latin1`);
      await connection.end();
      return `${url}/${name}`;
    },
    stop: async () => {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function untilUp(url: string, server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`mariadbd ended with ${server.exitCode}`);
    try {
      const connection = await createConnection(url);
      return await connection.end();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
