import { createCachedLookup } from './cached-lookup.ts';
import type { Client, ClientAccess } from './clients.ts';
import { isId } from './columns.ts';
import type { Metadata } from './metadata.ts';
import type { Project } from './projects.ts';
import { isSecret, signingKey } from './secrets.ts';

export interface ClientWithProject {
  readonly client: Client;
  readonly project: Project;
}

export type Verification =
  | ({ readonly ok: true } & ClientWithProject)
  | { readonly ok: false; readonly reason: RefusalReason };

type RefusalReason = 'unknown_client' | 'revoked' | 'wrong_secret' | 'wrong_signature';

/** Clients by id, from memory; at once where they are there. All reject with a MetadataUnavailableError where a client is not known and cannot be read. */
export interface ClientDirectory {
  /** Undefined for unknown and for revoked clients. */
  find(clientId: string): ClientWithProject | undefined | Promise<ClientWithProject | undefined>;
  verify(clientId: string, secret: string): Promise<Verification>;
  /** The same for who signs with the key that is made of the secret. */
  verifySigned(clientId: string, isSigned: (key: string) => boolean): Promise<Verification>;
}

export interface ClientDirectoryOptions {
  readonly metadata: { readonly clients: Pick<Metadata['clients'], 'findAccess'> };
  /** Within this time and a query's, a change takes effect. Default 5,000. */
  readonly ttlMs?: number;
  /** How long clients are known while the database is away. Default 300,000. */
  readonly maxStaleMs?: number;
  /** Default 10,000. */
  readonly maxEntries?: number;
  readonly patienceMs?: number;
  readonly loadTimeoutMs?: number;
  readonly retryDelayMs?: number;
  /** Milliseconds of a clock that only goes forward; default `performance.now`. */
  readonly now?: () => number;
}

/** A secret that was just renewed is not refused for longer than this; nor does a wrong one cost a query each time. */
const secretMaxAgeMs = 1_000;

/** Answers who a client is, thousands of times a second, with one small query per client and `ttlMs`. */
export function createClientDirectory(options: ClientDirectoryOptions): ClientDirectory {
  const lookup = createCachedLookup<ClientAccess>({
    load: (ids) => options.metadata.clients.findAccess(ids),
    ttlMs: options.ttlMs ?? 5_000,
    maxStaleMs: options.maxStaleMs ?? 300_000,
    maxEntries: options.maxEntries ?? 10_000,
    patienceMs: options.patienceMs ?? 1_000,
    loadTimeoutMs: options.loadTimeoutMs ?? 3_000,
    retryDelayMs: options.retryDelayMs ?? 1_000,
    now: options.now ?? (() => performance.now()),
  });
  const get = (clientId: string, maxAgeMs?: number) =>
    isId(clientId) ? lookup(clientId, maxAgeMs) : undefined;
  async function check(clientId: string, isRight: (stored: string) => boolean, wrong: RefusalReason) {
    const remembered = verification(await get(clientId), isRight, wrong);
    return remembered.ok || remembered.reason !== wrong
      ? remembered
      : verification(await get(clientId, secretMaxAgeMs), isRight, wrong);
  }
  return {
    find(clientId) {
      const access = get(clientId);
      return access instanceof Promise ? access.then(unlessRevoked) : unlessRevoked(access);
    },
    verify: (clientId, secret) => check(clientId, (stored) => isSecret(secret, stored), 'wrong_secret'),
    verifySigned: (clientId, isSigned) =>
      check(clientId, (stored) => isSigned(signingKey(stored)), 'wrong_signature'),
  };
}

function unlessRevoked(access: ClientAccess | undefined): ClientWithProject | undefined {
  return access?.client.revokedAt === null ? { client: access.client, project: access.project } : undefined;
}

function verification(
  access: ClientAccess | undefined,
  isRight: (stored: string) => boolean,
  wrong: RefusalReason,
): Verification {
  if (!access) return { ok: false, reason: 'unknown_client' };
  // The secret first: whether a client was revoked is nobody else's business.
  if (!isRight(access.secretHash)) return { ok: false, reason: wrong };
  if (access.client.revokedAt !== null) return { ok: false, reason: 'revoked' };
  return { ok: true, client: access.client, project: access.project };
}
