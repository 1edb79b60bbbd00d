import { totalmem } from 'node:os';

const mebibyte = 1024 ** 2;
/** What Node itself takes beside the engine, its heap included, where there is little. */
const besidesBytes = 640 * mebibyte;
const leastBytes = 256 * mebibyte;

/** The memory that this process may use: the machine's, or less where its container (cgroup) has a limit. */
export function memoryOf(total = totalmem(), constrained = process.constrainedMemory() ?? 0): number {
  // Without a limit it is 0, or a number that no machine has.
  return constrained > 0 ? Math.min(total, constrained) : total;
}

/** What the engine may take: above it, queries end with an error, and the kernel ends no process. */
export function engineMemoryLimit(available = memoryOf()): number {
  return Math.floor(Math.max(leastBytes, Math.min(available / 2, available - besidesBytes)));
}
