import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mysqlAnswers } from './answers.ts';
import { requireProgram } from './programs.ts';
import type { Service, ServiceOptions } from './service.ts';
import { startService } from './start-service.ts';

/** Starts a `mariadbd` on 127.0.0.1; `root` has no password. A new data directory takes 0.6 s (measured). */
export function startMariaDB(options: ServiceOptions = {}): Promise<Service> {
  return startService(
    {
      name: 'mariadbd',
      prepare: install,
      command: (dir, port) => [
        requireProgram('mariadbd', 'mariadb-server'),
        ...serverOptions(dir),
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        '--skip-networking=OFF',
        // Relative to the data directory: a path may not be longer than 107 bytes.
        '--socket=mariadb.sock',
        '--pid-file=mariadb.pid',
        '--skip-name-resolve',
        '--skip-log-bin',
        '--performance-schema=OFF',
        '--innodb-flush-log-at-trx-commit=2',
        '--character-set-server=utf8mb4',
        '--default-time-zone=+00:00',
      ],
      isReady: mysqlAnswers,
      url: (port) => `mysql://root@127.0.0.1:${port}`,
    },
    options,
  );
}

async function install(dir: string): Promise<void> {
  if (existsSync(join(dir, 'data', 'mysql'))) return;
  await promisify(execFile)(requireProgram('mariadb-install-db', 'mariadb-server'), [
    ...serverOptions(dir),
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ]);
}

function serverOptions(dir: string): string[] {
  return [
    '--no-defaults',
    `--datadir=${join(dir, 'data')}`,
    `--user=${userInfo().username}`,
    '--innodb-buffer-pool-size=16M',
    '--innodb-log-file-size=8M',
  ];
}
