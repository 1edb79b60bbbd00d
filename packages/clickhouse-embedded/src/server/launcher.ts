import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A program that runs the engine of this version, compiled once for each place where the library lies.
 * `compiler`: the path of the machine's C compiler.
 * @throws Error with what the compiler said.
 */
export function serverProgram(compiler: string): string {
  const library = libraryFile();
  const source = fileURLToPath(new URL('../../src/server/launcher.c', import.meta.url));
  const key = createHash('sha1').update(library).update(readFileSync(source)).digest('hex').slice(0, 12);
  const directory = join(homedir(), '.cache', 'gatrix-analytics');
  const program = join(directory, `clickhouse-server-${key}`);
  if (existsSync(program)) return program;
  mkdirSync(directory, { recursive: true });
  // Under a name of its own until it is whole: others may be compiling it, too.
  const unfinished = `${program}.${process.pid}`;
  const args = [source, library, `-Wl,-rpath,${dirname(library)}`, '-o', unfinished];
  const { status, stderr, error } = spawnSync(compiler, args, { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${compiler} could not build the ClickHouse server: ${error?.message ?? stderr}`);
  renameSync(unfinished, program);
  return program;
}

/** The engine's library, as the package manager put it beside chDB's own package. */
function libraryFile(): string {
  const require = createRequire(import.meta.url);
  const fromChdb = createRequire(require.resolve('chdb/package.json'));
  const suffix = process.platform === 'linux' ? '-gnu' : '';
  const packageFile = fromChdb.resolve(`@chdb/lib-${process.platform}-${process.arch}${suffix}/package.json`);
  return join(dirname(packageFile), 'libchdb.so');
}
