import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const prefix = 'gxs_';
/** Anything longer is no secret of ours, and not worth hashing. */
const maxLength = 200;

/** 32 random bytes, base64url; the prefix lets secret scanners find leaked ones. */
export function createSecret(): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

/**
 * The form in which a secret is stored. Slow, salted hashes protect passwords that people choose; nobody can search
 * 2^256 random values, so one SHA-256 does, and a request costs microseconds.
 */
export function hashSecret(secret: string): string {
  return `sha256:${createHash('sha256').update(secret).digest('hex')}`;
}

/**
 * The key for signatures of clients that sign instead of sending their secret: 40 hexadecimal digits of its SHA-256, which
 * whoever has the secret can work out, and which does not lead back to it.
 */
export function signingKey(stored: string): string {
  return stored.replace(/^sha256:/, '').slice(0, 40);
}

/** Whether a secret is the one whose hash is stored, in constant time. */
export function isSecret(secret: string, stored: string): boolean {
  if (secret.length > maxLength) return false;
  const expected = Buffer.from(stored);
  const actual = Buffer.from(hashSecret(secret));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
