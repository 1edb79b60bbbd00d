import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** Work and memory of one try: 32 MB, some 50 ms. Stored beside the hash, so that they may grow. */
const cost = 2 ** 15;
const blockSize = 8;
const keyBytes = 32;

/** `scrypt:cost:salt:hash`, salt and hash in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return `scrypt:${cost}:${salt.toString('base64url')}:${key.toString('base64url')}`;
}

/** Whether a password is the one whose hash is stored. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [kind, storedCost, salt = '', hash = ''] = stored.split(':');
  if (kind !== 'scrypt') return false;
  const expected = Buffer.from(hash, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'), Number(storedCost));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function derive(password: string, salt: Buffer, N: number): Promise<Buffer> {
  // Letters that look alike are alike, however the keyboard composes them.
  const text = password.normalize('NFKC');
  const options = { N, r: blockSize, p: 1, maxmem: 256 * N * blockSize };
  return new Promise((resolve, reject) => {
    scrypt(text, salt, keyBytes, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
