import { createHash, randomBytes } from 'node:crypto';
import QuickLRU from 'quick-lru';

/** Links that sign a browser in once and within an hour, so that nobody has to paste a secret. They end with the process. */
export interface SignInLinks {
  /** A token for a new link. */
  create(clientId: string): string;
  /** The client that a token signs in; a token works once. */
  redeem(token: string): string | undefined;
}

/** Of links that nobody opens, the oldest end first: so many are kept at least, twice as many at most. */
const maxUnused = 500;
const maxAgeMs = 3_600_000;

export function createSignInLinks(): SignInLinks {
  const links = new QuickLRU<string, { readonly clientId: string; readonly endsAt: number }>({
    maxSize: maxUnused,
  });
  return {
    create: (clientId) => {
      const token = randomBytes(24).toString('base64url');
      links.set(keyOf(token), { clientId, endsAt: performance.now() + maxAgeMs });
      return token;
    },
    redeem: (token) => {
      const key = keyOf(token);
      const link = links.get(key);
      links.delete(key);
      return link && link.endsAt > performance.now() ? link.clientId : undefined;
    },
  };
}

/** Looking up a hash tells nobody by its time how much of a guess was right. */
function keyOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
