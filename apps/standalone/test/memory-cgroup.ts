import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface MemoryCgroup {
  /** A process that writes its id here is limited from then on. */
  readonly procs: string;
  /** How many processes the kernel has ended for want of memory. */
  killed(): number;
  /** The most that was in use, in bytes; undefined where the kernel does not say. */
  peak(): number | undefined;
  /** Once no process is left in it. */
  remove(): void;
}

const versions = [
  {
    root: '/sys/fs/cgroup/memory',
    ...{ limit: 'memory.limit_in_bytes', events: 'memory.oom_control', peak: 'memory.max_usage_in_bytes' },
  },
  { root: '/sys/fs/cgroup', limit: 'memory.max', events: 'memory.events', peak: 'memory.peak' },
] as const;

/** A cgroup (version 1 or 2) of so much memory, as a container has one; undefined where this process may make none. */
export function makeMemoryCgroup(bytes: number): MemoryCgroup | undefined {
  for (const { root, limit, events, peak } of versions) {
    const directory = join(root, `gatrix-test-${process.pid}`);
    try {
      mkdirSync(directory);
    } catch {
      continue;
    }
    if (existsSync(join(directory, limit))) {
      writeFileSync(join(directory, limit), String(bytes));
      const read = (file: string) => readFileSync(join(directory, file), 'utf8');
      return {
        procs: join(directory, 'cgroup.procs'),
        killed: () => Number(/^oom_kill (\d+)$/m.exec(read(events))?.[1]),
        peak: () => (existsSync(join(directory, peak)) ? Number(read(peak)) : undefined),
        remove: () => rmdirSync(directory),
      };
    }
    rmdirSync(directory);
  }
  return undefined;
}
