/** What of Node's `process` is used where the runtime has it: Node, Bun, Deno; Workers have none, or one without signals. */
interface Host {
  readonly pid: number;
  on?: (event: string, listener: () => void) => unknown;
  off?: (event: string, listener: () => void) => unknown;
  listenerCount?: (event: string) => number;
  kill: (pid: number, signal: string) => unknown;
  exit: (code: number) => unknown;
}

export interface Ending {
  /** Deliver what waits, and nothing more afterwards. */
  readonly shutdown: () => Promise<unknown>;
  /** Deliver what waits; the app ends by itself. */
  readonly flush: () => Promise<unknown>;
  /** Nothing asynchronous can be done any more. */
  readonly exit: () => void;
}

const signals = { SIGTERM: 15, SIGINT: 2, SIGHUP: 1 };
/** On the process, not in the module: two copies of this package must not wait for each other. */
const registryKey = Symbol.for('gatrix.analytics-node.endings');

/** Calls `ending` when the process ends, in whichever way it does; returns the function that stops this. */
export function watchProcessEnd(ending: Ending): () => void {
  const host = (globalThis as { process?: Host }).process;
  if (!host?.on || !host.off) return () => undefined;
  const registry = globalThis as { [registryKey]?: Set<Ending> };
  if (!registry[registryKey]) {
    registry[registryKey] = new Set();
    listen(host, registry[registryKey]);
  }
  const endings = registry[registryKey];
  endings.add(ending);
  return () => endings.delete(ending);
}

function listen(host: Host, endings: ReadonlySet<Ending>): void {
  const all = (work: (ending: Ending) => Promise<unknown>) => Promise.all(Array.from(endings, work));
  for (const [signal, number] of Object.entries(signals)) {
    const onSignal = async () => {
      // Others who listen end the process themselves, when they are done; they still may record something.
      if ((host.listenerCount?.(signal) ?? 1) > 1) {
        await all(({ flush }) => flush());
        return;
      }
      await all(({ shutdown }) => shutdown());
      // Without a listener the signal ends the process, as it would have done without this package.
      host.off?.(signal, onSignal);
      try {
        host.kill(host.pid, signal);
      } catch {
        host.exit(128 + number);
      }
    };
    host.on?.(signal, onSignal);
  }
  host.on?.('beforeExit', () => void all(({ shutdown }) => shutdown()));
  host.on?.('exit', () => {
    for (const { exit } of endings) exit();
  });
}
