import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const dashboard = join(root, 'apps/dashboard');
const cache = join(root, 'node_modules/.cache/test-page');
/** Who builds for longer than this is gone. */
const buildPatienceMs = 170_000;

/** Copies the page as it is in the source into a directory of its own. Test files share one build of the same source. */
export async function copyBuiltPage(directory: string): Promise<void> {
  const built = join(cache, fingerprint());
  await mkdir(cache, { recursive: true });
  while (!existsSync(built)) await buildOrWait(built);
  await cp(built, directory, { recursive: true });
}

async function buildOrWait(built: string): Promise<void> {
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
    if (!existsSync(built)) await build(built);
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function build(built: string): Promise<void> {
  const older = (await readdir(cache)).filter((name) => !name.endsWith('.lock'));
  await Promise.all(older.map((name) => rm(join(cache, name), { recursive: true, force: true })));
  const directory = await mkdtemp(join(cache, 'building-'));
  const vite = join(dashboard, 'node_modules/vite/bin/vite.js');
  // In a process of its own: this one's NODE_ENV would give the page the development build of React.
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'error', '--outDir', directory], {
    cwd: dashboard,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the page was not built: ${code}`);
  await rename(directory, built);
}

/** Names, sizes and times of all files that the page is made of, and of the packages beside it. */
function fingerprint(): string {
  const hash = createHash('sha256');
  const visit = (directory: string): void => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) visit(path);
      else hash.update(`${path} ${statSync(path).size} ${statSync(path).mtimeMs}\n`);
    }
  };
  const ofPackages = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name, 'src'));
  for (const directory of [join(dashboard, 'src'), join(dashboard, 'public'), ...ofPackages])
    if (existsSync(directory)) visit(directory);
  for (const file of ['index.html', 'vite.config.ts', 'package.json', '../../pnpm-lock.yaml'])
    if (existsSync(join(dashboard, file)))
      hash.update(`${file} ${statSync(join(dashboard, file)).mtimeMs}\n`);
  return hash.digest('hex').slice(0, 32);
}
