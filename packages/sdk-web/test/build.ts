import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageDirectory = fileURLToPath(new URL('..', import.meta.url));

/** Builds the package into a directory of its own, about a second; the directory. */
export function buildSdk(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sdk-web-'));
  execFileSync(join(packageDirectory, 'node_modules/.bin/tsdown'), ['--out-dir', directory], {
    cwd: packageDirectory,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return directory;
}
