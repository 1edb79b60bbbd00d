import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, unlinkSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createSegment, type Segment } from './segment.ts';
import type { Storage, StoredMessage } from './types.ts';

/** Options of `createDiskQueue`. */
export interface DiskQueueOptions {
  /** Made where it is missing. Processes may share it, also those of several machines. */
  readonly directory: string;
  /** How much may lie in the directory; what comes later is dropped. Default 256 MiB. */
  readonly maxBytes?: number;
}

const heartbeatMs = 10_000;
/** A process that has not touched its file for this long is gone. */
const abandonedMs = 60_000;
/** What others left is looked for this often at most. */
const searchIntervalMs = 10_000;
const extension = '.ndjson';

/** On the process, not in the module: two copies of this package must not take each other's files. */
const openKey = Symbol.for('gatrix.analytics-node.disk-queues');
const registry = globalThis as { [openKey]?: Set<string> };

/**
 * Keeps unsent messages in files, until the server answered for them: nothing is lost when the process is killed. What
 * is written survives the process, not a power failure. What a process has left the next one sends; an id that was
 * stored already is stored once.
 */
export function createDiskQueue({ directory, maxBytes = 256 * 1024 * 1024 }: DiskQueueOptions): Storage {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  registry[openKey] ??= new Set();
  const open = registry[openKey];
  const instance = randomUUID();
  const prefix = `${hostname().replace(/[^\w-]/g, '_')}.${process.pid}.${instance}`;
  const segments = new Set<Segment>();
  let current: Segment | undefined;
  let files = 0;
  let heartbeat: NodeJS.Timeout | undefined;
  let searchAt = 0;
  let bytes = 0;
  open.add(instance);

  const nextFile = () => join(directory, `${prefix}.${String(files++).padStart(6, '0')}${extension}`);
  const forget = (segment: Segment) => {
    segments.delete(segment);
    bytes -= segment.bytes();
    if (current === segment) current = undefined;
    if (segments.size === 0) stopHeartbeat();
  };
  const stopHeartbeat = () => {
    clearInterval(heartbeat);
    heartbeat = undefined;
  };
  const hold = (segment: Segment) => {
    segments.add(segment);
    heartbeat ??= setInterval(() => {
      const now = new Date();
      for (const { file } of segments) ignoreMissing(() => utimesSync(file, now, now));
    }, heartbeatMs).unref();
  };
  const listFiles = () => readdirSync(directory).filter((name) => name.endsWith(extension));
  const isAbandoned = (name: string): boolean => {
    const [host, pid = '', owner = ''] = name.split('.');
    if (owner === instance || open.has(owner)) return false;
    if (prefix.startsWith(`${host}.`) && !isAlive(Number(pid))) return true;
    const touched = ignoreMissing(() => statSync(join(directory, name)).mtimeMs);
    // In the future, too: the clock went back, and whoever is there would have touched it since.
    return touched !== undefined && Math.abs(Date.now() - touched) > abandonedMs;
  };
  /** Takes a file over: only one process can rename it. */
  const takeOver = (name: string): readonly StoredMessage[] => {
    const file = nextFile();
    const text = ignoreMissing(() => {
      renameSync(join(directory, name), file);
      return readFileSync(file, 'utf8');
    });
    if (text === undefined) return [];
    // The last line was being written when the process was killed, if no line's end follows it.
    const lines = text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(0, -1);
    if (lines.length === 0) {
      ignoreMissing(() => unlinkSync(file));
      return [];
    }
    const segment = createSegment(file, lines, forget);
    bytes += segment.bytes();
    hold(segment);
    return lines.map((json) => ({ json, settle: segment.settle }));
  };
  const sizeOnDisk = () =>
    listFiles().reduce(
      (sum, name) => sum + (ignoreMissing(() => statSync(join(directory, name)).size) ?? 0),
      0,
    );
  bytes = sizeOnDisk();

  return {
    store: (json) => {
      const length = Buffer.byteLength(json) + 1;
      if (bytes + length > maxBytes) return undefined;
      if (!current || current.isFull()) {
        current?.finish();
        current = createSegment(nextFile(), [], forget);
        hold(current);
      }
      current.append(json);
      bytes += length;
      return { json, settle: current.settle };
    },
    adopt: () => {
      if (performance.now() < searchAt) return [];
      // By the owner's number of the file; owners among themselves by when they last wrote.
      for (const name of listFiles().sort().filter(isAbandoned)) {
        const messages = takeOver(name);
        if (messages.length > 0) return messages;
      }
      searchAt = performance.now() + searchIntervalMs;
      bytes = sizeOnDisk();
      return [];
    },
    close: () => {
      stopHeartbeat();
      for (const segment of segments) segment.finish();
      open.delete(instance);
    },
  };
}

function isAlive(pid: number): boolean {
  // Another queue of this process, closed or lost with its thread.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What the work returns; `undefined` where another process has taken the file. */
function ignoreMissing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
