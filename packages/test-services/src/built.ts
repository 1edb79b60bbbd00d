import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { countStart } from './starts.ts';

const root = join(import.meta.dirname, '../../..');
/** Who builds for longer than this is gone. */
const buildPatienceMs = 170_000;

interface Build {
  readonly package: string;
  /** Where the package's own build leaves it. */
  readonly dist: string;
  /** A program and its arguments; the directory to build into comes last. */
  readonly command: readonly [program: string, ...args: string[]];
  /** Directories and files, from the root, that it is made of. */
  readonly sources: () => readonly string[];
}

const builds = {
  page: {
    package: 'apps/dashboard',
    dist: 'dist/page',
    command: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error', '--outDir'],
    sources: () => [
      ...['src', 'public', 'index.html', 'vite.config.ts', 'package.json'].map((name) =>
        join('apps/dashboard', name),
      ),
      ...readdirSync(join(root, 'packages')).map((name) => join('packages', name, 'src')),
    ],
  },
  sdk: {
    package: 'packages/sdk-web',
    dist: 'dist',
    command: ['node_modules/tsdown/dist/run.mjs', '--logLevel', 'error', '--out-dir'],
    sources: () =>
      ['src', 'tsdown.config.ts', 'tsconfig.json', 'package.json'].map((name) =>
        join('packages/sdk-web', name),
      ),
  },
} as const satisfies Readonly<Record<string, Build>>;

/**
 * Copies the page or the browser SDK, built from the source as it is, into a directory of the caller's own. `npm test` has built both
 * before (`TEST_BUILT`); else the first who asks builds, for all test files and runs with the same source.
 */
export async function copyBuilt(kind: keyof typeof builds, directory: string): Promise<void> {
  await cp(await builtDirectory(kind), directory, { recursive: true });
}

async function builtDirectory(kind: keyof typeof builds): Promise<string> {
  const { package: of, dist, sources } = builds[kind];
  if (process.env.TEST_BUILT) return join(root, of, dist);
  const cache = join(root, 'node_modules/.cache', `test-${kind}`);
  await mkdir(cache, { recursive: true });
  const built = join(cache, fingerprint([...sources(), 'pnpm-lock.yaml']));
  while (!existsSync(built)) await buildOrWait(kind, built, cache);
  return built;
}

async function buildOrWait(kind: keyof typeof builds, built: string, cache: string): Promise<void> {
  const lock = `${built}.lock`;
  try {
    await mkdir(lock);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > buildPatienceMs) await rm(lock, { recursive: true, force: true });
    await delay(100);
    return;
  }
  try {
    // Another process may have built it, and taken its lock away, in between.
    if (!existsSync(built)) await build(kind, built, cache);
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function build(kind: keyof typeof builds, built: string, cache: string): Promise<void> {
  countStart(kind);
  const older = (await readdir(cache)).filter((name) => !name.endsWith('.lock'));
  await Promise.all(older.map((name) => rm(join(cache, name), { recursive: true, force: true })));
  const directory = await mkdtemp(join(cache, 'building-'));
  const { package: of, command } = builds[kind];
  // In a process of its own: this one's NODE_ENV would give the page the development build of React.
  const child = spawn(process.execPath, [...command, directory], {
    cwd: join(root, of),
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the ${kind} was not built: ${code}`);
  await rename(directory, built);
}

/** Names, sizes and times of all files at these paths. */
function fingerprint(paths: readonly string[]): string {
  const hash = createHash('sha256');
  const visit = (path: string): void => {
    const { size, mtimeMs } = statSync(path);
    if (!statSync(path).isDirectory()) hash.update(`${path} ${size} ${mtimeMs}\n`);
    else for (const entry of readdirSync(path).sort()) visit(join(path, entry));
  };
  for (const path of paths.map((name) => join(root, name))) if (existsSync(path)) visit(path);
  return hash.digest('hex').slice(0, 32);
}
