import { createHash, randomBytes } from 'node:crypto';

/** Links that sign a browser in once, so that nobody has to paste a secret. They end with the process. */
export interface SignInLinks {
  /** A token for a new link. */
  create(clientId: string): string;
  /** The client that a token signs in; a token works once. */
  redeem(token: string): string | undefined;
}

/** Of links that nobody opens, the oldest end first. */
const maxUnused = 1_000;

export function createSignInLinks(): SignInLinks {
  const clientOf = new Map<string, string>();
  return {
    create: (clientId) => {
      const token = randomBytes(24).toString('base64url');
      clientOf.set(keyOf(token), clientId);
      const [oldest] = clientOf.keys();
      if (clientOf.size > maxUnused && oldest !== undefined) clientOf.delete(oldest);
      return token;
    },
    redeem: (token) => {
      const key = keyOf(token);
      const clientId = clientOf.get(key);
      clientOf.delete(key);
      return clientId;
    },
  };
}

/** Looking up a hash tells nobody by its time how much of a guess was right. */
function keyOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
