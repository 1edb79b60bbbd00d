import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Node.js 20.19 or later is needed; this is ${process.versions.node}.`);
  process.exit(1);
}

/** Runs a command to its end; a failure is this process's failure. */
export function run(command, args, options = {}) {
  const { status, error, signal } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? (signal ? 1 : 0));
}

/** The same; its output is shown only where it fails. */
function runQuietly(command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (error) throw error;
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}`);
  process.exit(status ?? 1);
}

/** Installs the packages of the lockfile, unless they are there. Brings its own pnpm. */
export function ensureInstalled() {
  const stamp = join(root, 'node_modules', '.installed');
  const wanted = fingerprint(manifests());
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Installing packages …');
  // The standard output belongs to the product.
  const stdio = ['ignore', process.stderr, process.stderr];
  run(npx, ['-y', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'], { stdio });
  writeFileSync(stamp, wanted);
}

/** Builds what changed since the last build. */
export function ensureBuilt() {
  const stamp = join(root, 'node_modules', '.built');
  const wanted = fingerprint(sources());
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Building, some 20 to 60 seconds the first time:');
  told('1 of 2: TypeScript', () =>
    runQuietly(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b']),
  );
  told('2 of 2: the dashboard, the SDK and the server', () => {
    // Through pnpm, because turbo asks for it, and it may be nowhere on the PATH.
    runQuietly(npx, ['-y', packageManager, 'exec', 'turbo', 'run', 'bundle']);
  });
  writeFileSync(stamp, wanted);
}

/** Says what begins, and behind it how long it took. */
function told(step, work) {
  process.stderr.write(`  ${step} …`);
  const begun = performance.now();
  work();
  process.stderr.write(` ${((performance.now() - begun) / 1_000).toFixed(0)} s\n`);
}

/** Names, sizes and times of files, as one hash. */
function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function packages() {
  return ['packages', 'apps', 'examples'].flatMap((group) =>
    readdirSync(join(root, group))
      .map((name) => join(root, group, name))
      .filter((directory) => existsSync(join(directory, 'package.json'))),
  );
}

function manifests() {
  return ['pnpm-lock.yaml', 'pnpm-workspace.yaml']
    .map((file) => join(root, file))
    .concat(packages().map((directory) => join(directory, 'package.json')));
}

function* sources() {
  yield* manifests();
  yield join(root, 'tsconfig.base.json');
  for (const directory of packages()) {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (entry.isFile()) yield join(directory, entry.name);
    }
    const source = join(directory, 'src');
    if (!existsSync(source)) continue;
    for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) yield join(entry.parentPath, entry.name);
    }
  }
}
