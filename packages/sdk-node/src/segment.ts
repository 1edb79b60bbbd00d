import { closeSync, ftruncateSync, openSync, unlinkSync, writeSync } from 'node:fs';

/** A file of messages, one a line, that is removed when all of them are settled. */
export interface Segment {
  readonly file: string;
  readonly bytes: () => number;
  readonly isFull: () => boolean;
  /** Written when it returns; throws where it cannot be, and then nothing of it is in the file. */
  readonly append: (json: string) => void;
  readonly settle: () => void;
  /** Nothing more is appended. */
  readonly finish: () => void;
}

const maxMessages = 1_000;
const maxBytes = 1_000_000;

/** A new file, or with `lines` one that was taken over; `onRemoved` is called when it is gone. */
export function createSegment(
  file: string,
  lines: readonly string[],
  onRemoved: (segment: Segment) => void,
): Segment {
  let descriptor = lines.length === 0 ? openSync(file, 'ax', 0o600) : undefined;
  let bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  let messages = lines.length;
  let unsettled = lines.length;

  const finish = () => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  const segment: Segment = {
    file,
    bytes: () => bytes,
    isFull: () => messages >= maxMessages || bytes >= maxBytes,
    append: (json) => {
      if (descriptor === undefined) throw new Error(`${file} is closed`);
      const line = Buffer.from(`${json}\n`);
      try {
        for (let written = 0; written < line.length; ) written += writeSync(descriptor, line, written);
      } catch (error) {
        // A full disk takes the beginning of a line.
        ftruncateSync(descriptor, bytes);
        throw error;
      }
      bytes += line.length;
      messages += 1;
      unsettled += 1;
    },
    settle: () => {
      unsettled -= 1;
      if (unsettled > 0) return;
      finish();
      onRemoved(segment);
      try {
        unlinkSync(file);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    },
    finish,
  };
  return segment;
}
