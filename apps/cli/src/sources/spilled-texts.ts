import { mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Texts by id, more than memory holds: they are in a temporary file, and in memory are 12 bytes a slot. */
export interface SpilledTexts {
  readonly get: (id: string) => string | undefined;
  /** Takes the place of the id's text before. */
  readonly set: (id: string, text: string) => void;
}

const firstSlots = 1 << 16;
const headerBytes = 4;
const usualBytes = 512;

export function createSpilledTexts(): SpilledTexts {
  const file = createTextFile();
  // A slot that holds nothing has the offset 0, where no text is.
  let slots = { hashes: new Uint32Array(firstSlots), offsets: new Float64Array(firstSlots) };
  let used = 0;

  /** The slot of the id, or the one it would take; with its text where there is one. */
  const find = (id: string, hash: number): { slot: number; text: string | undefined } => {
    const { hashes, offsets } = slots;
    for (let slot = hash % hashes.length; ; slot = (slot + 1) % hashes.length) {
      const offset = offsets[slot] ?? 0;
      if (offset === 0) return { slot, text: undefined };
      if (hashes[slot] !== hash) continue;
      const record = file.read(offset);
      const end = record.indexOf('\n');
      if (record.slice(0, end) === id) return { slot, text: record.slice(end + 1) };
    }
  };
  const grow = () => {
    const old = slots;
    const size = old.hashes.length * 2;
    slots = { hashes: new Uint32Array(size), offsets: new Float64Array(size) };
    for (const [from, offset] of old.offsets.entries()) {
      if (offset === 0) continue;
      const hash = old.hashes[from] ?? 0;
      let slot = hash % size;
      while (slots.offsets[slot] !== 0) slot = (slot + 1) % size;
      slots.hashes[slot] = hash;
      slots.offsets[slot] = offset;
    }
  };
  return {
    get: (id) => (used === 0 ? undefined : find(id, hashOf(id)).text),
    set: (id, text) => {
      if (used > slots.hashes.length * 0.6) grow();
      const hash = hashOf(id);
      const { slot, text: before } = find(id, hash);
      if (before === undefined) used += 1;
      slots.hashes[slot] = hash;
      slots.offsets[slot] = file.append(`${id}\n${text}`);
    },
  };
}

/** FNV-1a, 32 bits. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** Texts one after another, each behind its length; the last of them wait in memory to be written together. */
function createTextFile() {
  let opened: number | undefined;
  const waiting = Buffer.alloc(1 << 18);
  let held = 1;
  let written = 0;
  let room = Buffer.alloc(usualBytes);

  const flush = () => {
    opened ??= openUnnamed();
    for (let at = 0; at < held; ) at += writeSync(opened, waiting, at, held - at, written + at);
    written += held;
    held = 0;
  };
  const fill = (offset: number, from: number, length: number): number => {
    opened ??= openUnnamed();
    let at = from;
    for (let count = 1; at < length && count > 0; at += count)
      count = readSync(opened, room, at, length - at, offset + at);
    return at;
  };
  return {
    append: (text: string): number => {
      const bytes = Buffer.from(text);
      if (held + headerBytes + bytes.length > waiting.length) flush();
      const offset = written + held;
      if (headerBytes + bytes.length > waiting.length) {
        writeLarge(bytes);
        return offset;
      }
      waiting.writeUInt32LE(bytes.length, held);
      bytes.copy(waiting, held + headerBytes);
      held += headerBytes + bytes.length;
      return offset;
    },
    read: (offset: number): string => {
      if (offset >= written) {
        const at = offset - written + headerBytes;
        return waiting.toString('utf8', at, at + waiting.readUInt32LE(at - headerBytes));
      }
      // Most texts come with one call.
      const first = fill(offset, 0, usualBytes);
      const end = headerBytes + room.readUInt32LE();
      if (end > room.length) room = Buffer.concat([room], end);
      if (end > first && fill(offset, first, end) < end) throw new Error('a temporary file ended early');
      return room.toString('utf8', headerBytes, end);
    },
  };

  function writeLarge(bytes: Buffer): void {
    const header = Buffer.alloc(headerBytes);
    header.writeUInt32LE(bytes.length);
    const whole = Buffer.concat([header, bytes]);
    opened ??= openUnnamed();
    for (let at = 0; at < whole.length; ) at += writeSync(opened, whole, at, whole.length - at, written + at);
    written += whole.length;
  }
}

/** A file that has no name any more, and is gone when the process ends. */
function openUnnamed(): number {
  const directory = mkdtempSync(join(tmpdir(), 'gatrix-import-'));
  const file = openSync(join(directory, 'texts'), 'w+', 0o600);
  rmSync(directory, { recursive: true, force: true });
  return file;
}
