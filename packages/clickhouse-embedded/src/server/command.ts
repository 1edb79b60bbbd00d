import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ServerOptions, serverConfig, usersConfig } from './config.ts';
import { serverProgram } from './launcher.ts';

/** The engine listens for as long as a statement runs, so one of them waits a hundred years. */
const wait =
  'SELECT sleepEachRow(1) FROM numbers(3153600000) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 60000000 FORMAT Null';

/**
 * How to start ClickHouse's engine as a server: its own HTTP interface and native protocol, with users. Writes the
 * configuration into `dir`. `compiler`: the path of the machine's C compiler.
 */
export async function serverCommand(
  compiler: string,
  options: ServerOptions,
): Promise<readonly [command: string, ...args: string[]]> {
  const { dir, tcpPort } = options;
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'config.xml'), serverConfig(options));
  await writeFile(join(dir, 'users.xml'), usersConfig(options));
  const listen = ['HTTP', ...(tcpPort === undefined ? [] : ['TCP'])].map(
    (protocol) => `SYSTEM START LISTEN ${protocol}`,
  );
  return [
    serverProgram(compiler),
    `--path=${join(dir, 'data')}`,
    `--config-file=${join(dir, 'config.xml')}`,
    `--query=${[...listen, wait].join('; ')}`,
  ];
}
