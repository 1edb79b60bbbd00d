import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '@gatrix/analytics-free-port';

const modules = fileURLToPath(new URL('../node_modules', import.meta.url));
const compilerOptions = {
  target: 'ES2023',
  module: 'esnext',
  moduleResolution: 'bundler',
  lib: ['ES2023', 'DOM', 'DOM.Iterable'],
  jsx: 'react-jsx',
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node', 'vite/client'],
};

/** A project of a reader: a page's files in a directory of their own, with this package's dependencies. */
export interface Project {
  readonly directory: string;
  /** Throws with the compiler's words where a file has a type error. */
  readonly check: () => Promise<void>;
  /** Bundles `entry` (or what `index.html` names) and starts `server.ts`; the address it listens on. */
  readonly serve: (entry?: string) => Promise<string>;
  readonly run: (file: string) => Promise<string>;
  readonly write: (file: string, text: string) => void;
  readonly close: () => Promise<void>;
}

export function createProject(files: ReadonlyMap<string, string>): Project {
  const directory = mkdtempSync(join(tmpdir(), 'gatrix-snippets-'));
  const closers: (() => Promise<unknown>)[] = [];
  symlinkSync(modules, join(directory, 'node_modules'));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  };
  write('package.json', '{ "type": "module", "private": true }');
  write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['**/*.ts', '**/*.tsx'] }));
  for (const [file, text] of files) write(file, text);

  const node = async (args: readonly string[], env: Record<string, string> = {}): Promise<string> => {
    const options = { cwd: directory, env: { ...process.env, NODE_ENV: 'production', ...env } };
    const { stdout } = await promisify(execFile)(process.execPath, args, options).catch((error) => {
      throw new Error(`${args.join(' ')}\n${error.stdout}${error.stderr}`);
    });
    return stdout;
  };
  return {
    directory,
    check: async () => {
      await node([join(modules, 'typescript/bin/tsc'), '-p', 'tsconfig.json']);
    },
    run: (file) => node(['--import', 'tsx', file]),
    write,
    serve: async (entry) => {
      if (entry)
        write(
          'index.html',
          `<!doctype html><title>Page</title><div id="root"></div><button id="accept">Accept</button>
          <button data-track="buy" data-item="sword">Buy</button><a href="http://localhost:9/">Out</a>
          <script type="module" src="/${entry}"></script>`,
        );
      await node([join(modules, 'vite/bin/vite.js'), 'build', '--logLevel', 'error']);
      const port = await freePort();
      write('server-on-free-port.ts', `${files.get('server.ts')}`.replace('5000', `${port}`));
      const child = spawn(process.execPath, ['--import', 'tsx', 'server-on-free-port.ts'], {
        cwd: directory,
        stdio: 'inherit',
      });
      closers.push(async () => {
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      });
      const url = `http://127.0.0.1:${port}`;
      while (!(await fetch(url).catch(() => undefined))) {
        if (child.exitCode !== null) throw new Error('server.ts ended');
        await delay(50);
      }
      return url;
    },
    close: async () => {
      await Promise.all(closers.map((close) => close()));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
