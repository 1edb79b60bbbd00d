import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Capability } from './scenario.ts';

/** What a client says of itself when it is ready. */
export interface Introduction {
  readonly client: string;
  readonly version: string;
  readonly can: readonly Capability[];
}

export interface Drop {
  readonly name: string;
  readonly reason: string;
}

/** A client under test, behind its driver: one JSON object a line in, one a line out. */
export interface ClientProcess {
  readonly introduction: Introduction;
  readonly drops: readonly Drop[];
  /** Resolves when the driver says that it is done. */
  readonly perform: (command: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly forgetDrops: () => void;
  /** SIGKILL, to all that it has started, too. */
  readonly kill: () => Promise<void>;
  /** Ends the driver's input, and waits for its end. */
  readonly end: () => Promise<void>;
}

const patienceMs = 60_000;

export async function startClient(command: readonly string[], cwd: string): Promise<ClientProcess> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const drops: Drop[] = [];
  let errors = '';
  let onLine: (line: Record<string, unknown>) => void = () => undefined;
  let onEnd: (why: string) => void = () => undefined;
  child.once('error', (error) => onEnd(error.message));
  child.once('exit', () => onEnd('the driver ended'));
  child.stderr.on('data', (chunk) => {
    errors = `${errors}${chunk}`.slice(-4_000);
  });
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text);
    if (line.drop) drops.push(line.drop);
    else onLine(line);
  });

  const nextLine = (what: string, act: () => void): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`${what}: ${why}\n${errors}`));
      const timer = setTimeout(() => fail('no answer from the driver'), patienceMs);
      onEnd = fail;
      onLine = (line) => {
        clearTimeout(timer);
        if (line.error) fail(String(line.error));
        else resolve(line);
      };
      act();
    });

  const kill = async () => {
    for (const pid of [child.pid, ...descendantsOf(child)]) if (pid !== undefined) killQuietly(pid);
    await exited;
  };
  const { ready } = await nextLine(command.join(' '), () => undefined);
  return {
    introduction: ready as Introduction,
    drops,
    perform: async (step) => {
      await nextLine(JSON.stringify(step), () => child.stdin.write(`${JSON.stringify(step)}\n`));
    },
    forgetDrops: () => {
      drops.length = 0;
    },
    kill,
    end: async () => {
      const timer = setTimeout(kill, 10_000);
      child.stdin.end();
      await exited;
      clearTimeout(timer);
    },
  };
}

/** A browser starts processes of its own, in groups of their own. */
function descendantsOf({ pid }: ChildProcess): number[] {
  const parents = readdirSync('/proc').flatMap((name) => {
    const parent = /^\d+$/.test(name) ? parentOf(Number(name)) : undefined;
    return parent === undefined ? [] : [[Number(name), parent] as const];
  });
  const below = (parent: number): number[] =>
    parents.filter(([, of]) => of === parent).flatMap(([child]) => [child, ...below(child)]);
  return pid === undefined ? [] : below(pid);
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined; // It has ended meanwhile.
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
