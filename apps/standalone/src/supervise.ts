import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { superviseConfig } from './supervise-config.ts';

/**
 * No standard input: the engine (chDB 3.4) would store what comes there as rows of whatever is being inserted. The last
 * two are where the server tells that its event loop turns, and by whose end it knows that this process is gone.
 */
const stdio = ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'] as const;
const tickMs = 1_000;
/** Of a process that crashed earlier, the next one would crash, too. */
const leastUpMs = 60_000;
const crashes: ReadonlySet<NodeJS.Signals> = new Set(['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGTRAP']);

const { hangSeconds } = superviseConfig(process.env);
let isStopping = false;
let server: ChildProcess = start();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    isStopping = true;
    server.kill(signal);
  });
}

// npm passes SIGTERM on to the shell that it runs a script in, and that shell ends without passing it on to this process.
const shell = process.ppid;
if (process.env.npm_lifecycle_event !== undefined) {
  setInterval(() => {
    if (process.ppid !== shell && !isStopping) process.kill(process.pid, 'SIGTERM');
  }, tickMs / 2).unref();
}

/** Starts the server, ends it where it hangs, and starts it again then, or where it crashed. Ends as it ends otherwise. */
function start(): ChildProcess {
  const main = fileURLToPath(import.meta.url).replace(/supervise\.(\w+)$/, 'main.$1');
  const child = spawn(process.execPath, [...process.execArgv, main, '--supervised'], { stdio: [...stdio] });
  const watch = watchSigns(child, hangSeconds);
  child.once('exit', (code, signal) => {
    watch.stop();
    const isCrash = signal !== null && crashes.has(signal) && watch.upMs() > leastUpMs;
    if (!isStopping && (watch.isHung() || isCrash)) {
      const why = watch.isHung() ? `did nothing for ${hangSeconds} s` : `crashed (${signal})`;
      process.stderr.write(`\n  Gatrix Analytics ${why}: it starts again\n`);
      server = start();
    } else endAs(watch.isHung() ? 1 : code, watch.isHung() ? null : signal);
  });
  return child;
}

interface Watch {
  isHung(): boolean;
  /** Since the first sign of life. */
  upMs(): number;
  stop(): void;
}

/** Kills a process that gave signs of life and gives none any more. A start may take as long as it takes. */
function watchSigns(child: ChildProcess, patience: number): Watch {
  let startedAt: number | undefined;
  let silentTicks = 0;
  let isHung = false;
  const signs = child.stdio[3];
  signs?.on('data', () => {
    startedAt ??= performance.now();
    silentTicks = 0;
  });
  let lastTick = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    // Who was stopped itself, or has hardly a processor, cannot say that the other hangs.
    const isLate = now - lastTick > 2 * tickMs;
    lastTick = now;
    silentTicks = isLate ? 0 : silentTicks + 1;
    if (startedAt === undefined || silentTicks <= patience) return;
    isHung = true;
    child.kill('SIGKILL');
  }, tickMs);
  return {
    isHung: () => isHung,
    upMs: () => (startedAt === undefined ? 0 : performance.now() - startedAt),
    stop: () => clearInterval(timer),
  };
}

/** As the server ended, for who started this process. */
function endAs(code: number | null, signal: NodeJS.Signals | null): void {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
