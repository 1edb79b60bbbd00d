import { createHmac } from 'node:crypto';

/** What the backend of a host signs its tokens with. */
export const jwtSecret = 'a secret that the backend signs its tokens with';

/** A token of a person, as a host's backend makes it. */
export function tokenOf(userId: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${part({ alg: 'HS256' })}.${part({ userId, exp: Math.floor(Date.now() / 1000) + 600 })}`;
  return `${content}.${createHmac('sha256', jwtSecret).update(content).digest('base64url')}`;
}
