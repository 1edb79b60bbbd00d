import { createHash } from 'node:crypto';

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/**
 * The idempotency key of a vendor's own message id: itself where it is a UUID, else a UUIDv8 (RFC 9562) of its hash, so
 * that the same message sent again is the same. Undefined where there is none. Ids count per project.
 */
export function stableId(vendorId: unknown, ...more: readonly string[]): string | undefined {
  const id = typeof vendorId === 'number' ? String(vendorId) : vendorId;
  if (typeof id !== 'string' || id === '') return undefined;
  if (more.length === 0 && uuid.test(id)) return id.toLowerCase();
  const hex = createHash('sha256')
    .update(JSON.stringify([id, ...more]))
    .digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}
