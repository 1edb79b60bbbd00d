import { createHash, randomUUID } from 'node:crypto';

let lastTime = -1;
let lastPrefix = '';

/** A UUIDv7 (RFC 9562): its first 48 bits are the time, in milliseconds; Node makes its UUIDs from a pool, in 0.1 µs. */
export function newMessageId(now: number): string {
  if (now !== lastTime) {
    const time = now.toString(16).padStart(12, '0');
    lastTime = now;
    lastPrefix = `${time.slice(0, 8)}-${time.slice(8)}-7`;
  }
  return lastPrefix + randomUUID().slice(15);
}

/** An id that follows from another: what a message brings along is stored once as well. */
export function derivedMessageId(id: string, purpose: string): string {
  const hex = createHash('sha1').update(`${id} ${purpose}`).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}
