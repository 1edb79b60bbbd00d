import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { searchPath } from './config.ts';

/** Something to install: Debian's packages of it, and any of the names its program goes by. */
export interface Program {
  readonly debianPackages: readonly string[];
  readonly names: readonly [string, ...string[]];
}

export const programs = {
  redis: { debianPackages: ['redis-server'], names: ['redis-server'] },
  mariadb: { debianPackages: ['mariadb-server'], names: ['mariadbd'] },
  chromium: { debianPackages: ['chromium'], names: ['chromium', 'chromium-browser', 'google-chrome'] },
  firefox: { debianPackages: ['firefox-esr'], names: ['firefox-esr', 'firefox'] },
  webkit: { debianPackages: ['webkit2gtk-driver'], names: ['WebKitWebDriver'] },
  compiler: { debianPackages: ['gcc', 'libc6-dev'], names: ['cc'] },
  xvfb: { debianPackages: ['xvfb'], names: ['Xvfb'] },
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
