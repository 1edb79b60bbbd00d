import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export interface ProcessOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** What it prints goes here. */
  readonly logFile: string;
  /** A directory to remove should this process die without stopping the server. */
  readonly temporary: string | undefined;
  /** Whether it answers; asked until it does. */
  isReady(): Promise<boolean>;
}

export interface RunningProcess {
  readonly pid: number;
  readonly hasEnded: () => boolean;
  /** Sends the signal and waits until the process has ended; SIGKILL after ten seconds. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const startTimeoutMs = 30_000;
const stopTimeoutMs = 10_000;

/**
 * Starts a server and waits until it answers. It dies with this process, even when this process is killed.
 * @throws Error with the end of the log where it ends or does not answer within 30 s.
 */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const log = openSync(options.logFile, 'a');
  const child = spawn(options.command, options.args, { stdio: ['ignore', log, log] });
  closeSync(log);
  const state = watch(child);
  const { pid } = child;
  if (pid === undefined) throw failure(options, await state.ended);
  endWithThisProcess(child, options.temporary);
  child.unref();

  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    if (!state.hasEnded()) process.kill(pid, signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await state.ended;
    clearTimeout(timer);
  };
  const deadline = Date.now() + startTimeoutMs;
  while (!(await options.isReady())) {
    if (state.hasEnded()) throw failure(options, await state.ended);
    if (Date.now() > deadline) {
      await end('SIGKILL');
      throw failure(options, `did not answer within ${startTimeoutMs / 1000} s`);
    }
    await delay(20);
  }
  return { pid, end, hasEnded: state.hasEnded };
}

function watch(child: ChildProcess): { readonly ended: Promise<string>; hasEnded(): boolean } {
  let over = false;
  const ended = new Promise<string>((resolve) => {
    const finish = (why: string) => {
      over = true;
      resolve(why);
    };
    child.once('error', (error) => finish(error.message));
    child.once('exit', (code, signal) => finish(`ended with ${signal ?? code}`));
  });
  return { ended, hasEnded: () => over };
}

/** Kills the child should this process end before it, also by SIGKILL; then removes the directory. */
export function endWithThisProcess(child: ChildProcess, temporary?: string): void {
  if (child.pid === undefined) return;
  const watchdog = startWatchdog(child.pid, temporary);
  child.once('exit', () => watchdog.kill('SIGKILL'));
}

/**
 * A shell that waits for the end of its standard input, which comes when this process is gone, however that happened.
 * In a process group of its own, so that Ctrl-C does not reach it before it has done its work.
 */
function startWatchdog(pid: number, temporary: string | undefined): ChildProcess {
  const script = 'cat > /dev/null; kill -KILL "$1"; if [ -n "$2" ]; then sleep 0.2; rm -rf -- "$2"; fi';
  const watchdog = spawn('sh', ['-c', script, 'watchdog', String(pid), temporary ?? ''], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watchdog.unref();
  const { stdin } = watchdog;
  if (stdin && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  return watchdog;
}

function failure(options: ProcessOptions, why: string): Error {
  const log = readFileSync(options.logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  return new Error(`${options.name} ${why}${log ? `\n${log}` : ''}`);
}
