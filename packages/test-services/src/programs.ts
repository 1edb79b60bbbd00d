import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { searchPath } from './config.ts';

/** Something to install: what Debian calls it, and any of the names its program goes by. */
export interface Program {
  readonly debianPackage: string;
  readonly names: readonly [string, ...string[]];
}

export const programs = {
  redis: { debianPackage: 'redis-server', names: ['redis-server'] },
  mariadb: { debianPackage: 'mariadb-server', names: ['mariadbd'] },
  chromium: { debianPackage: 'chromium', names: ['chromium', 'chromium-browser', 'google-chrome'] },
  firefox: { debianPackage: 'firefox-esr', names: ['firefox-esr', 'firefox'] },
  webkit: { debianPackage: 'webkit2gtk-driver', names: ['WebKitWebDriver'] },
  xvfb: { debianPackage: 'xvfb', names: ['Xvfb'] },
} as const satisfies Readonly<Record<string, Program>>;

/** The path of a program, also where `/usr/sbin` is not on the PATH of a plain user. */
export function findProgram(...names: readonly string[]): string | undefined {
  for (const directory of searchPath(process.env)) {
    for (const name of names) {
      const path = join(directory, name);
      if (isExecutable(path)) return path;
    }
  }
  return undefined;
}

/** @throws Error that says what to install. */
export function requireProgram(name: string, debianPackage: string): string {
  const path = findProgram(name);
  if (path) return path;
  throw new Error(`${name} is not installed (on Debian and Ubuntu: apt-get install ${debianPackage})`);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
