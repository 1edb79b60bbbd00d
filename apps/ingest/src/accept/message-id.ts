import { createHash, randomFillSync } from 'node:crypto';

const random = Buffer.allocUnsafe(10 * 256);
let used = random.length;

/** A UUIDv7 (RFC 9562): its first 48 bits are the time, in milliseconds. */
export function newMessageId(now: number): string {
  if (used >= random.length) {
    randomFillSync(random);
    used = 0;
  }
  const time = now.toString(16).padStart(12, '0');
  const bits = random.toString('hex', used, used + 10);
  used += 10;
  const variant = ((Number.parseInt(bits.slice(3, 5), 16) & 0x3f) | 0x80).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${bits.slice(0, 3)}-${variant}${bits.slice(5, 7)}-${bits.slice(7, 19)}`;
}

/** An id that follows from another: what a message brings along is stored once as well. */
export function derivedMessageId(id: string, purpose: string): string {
  const hex = createHash('sha1').update(`${id} ${purpose}`).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}
