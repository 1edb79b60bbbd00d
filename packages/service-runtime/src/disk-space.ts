import { statfs } from 'node:fs/promises';

/** With less, databases refuse inserts, or fail in the middle of one. */
const leastBytes = 256 * 1024 ** 2;

/** A check of the disk that a directory is on: rejects where it is nearly full. */
export function diskCheck(directory: string): () => Promise<void> {
  return async () => {
    const { bavail, bsize } = await statfs(directory);
    refuseFull(bavail * bsize);
  };
}

/** Throws where so many free bytes are too few. */
export function refuseFull(freeBytes: number): void {
  if (freeBytes >= leastBytes) return;
  const [free, least] = [freeBytes, leastBytes].map((bytes) => Math.floor(bytes / 1024 ** 2));
  throw new Error(`the disk is full: ${free} MiB are free, ${least} are needed`);
}
