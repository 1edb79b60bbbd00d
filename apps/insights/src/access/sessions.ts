import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Metadata } from '@gatrix/analytics-metadata';
import type { ProjectInfo, VerifiedClient } from '../deps.ts';
import type { SignInLinks } from './sign-in-links.ts';

/** What signing in to the dashboard needs beside the query API. */
export interface SessionAccess {
  /** Undefined for unknown and for revoked clients. */
  client(clientId: string): Promise<{ readonly client: VerifiedClient; readonly key: string } | undefined>;
  projectsOf(userId: string): Promise<readonly ProjectInfo[]>;
  /** The id that a page of the project sends with; ids are public, secrets are not. */
  writeClientOf(projectId: string): Promise<string | undefined>;
  readonly links: SignInLinks | undefined;
  /** Milliseconds. */
  readonly now: () => number;
}

export function createSessionAccess(options: {
  readonly metadata: Pick<Metadata, 'clients' | 'projects'>;
  readonly links?: SignInLinks | undefined;
  readonly now: () => number;
}): SessionAccess {
  const { clients, projects } = options.metadata;
  return {
    client: async (clientId) => {
      const access = (await clients.findAccess([clientId])).get(clientId);
      if (access?.client.revokedAt !== null) return undefined;
      return { client: access.client, key: access.secretHash };
    },
    projectsOf: (userId) => projects.list({ userId }),
    writeClientOf: async (projectId) => {
      const all = await clients.listByProject(projectId);
      return all.find(({ type, revokedAt }) => type === 'write' && revokedAt === null)?.id;
    },
    links: options.links,
    now: options.now,
  };
}

/** How long a client stays signed in after its last visit. */
export const sessionMaxAgeMs = 30 * 86_400_000;

/**
 * The cookie's value for a client. It is signed with the stored hash of the client's secret: nothing has to be kept,
 * every replica can check it, and a new secret or a revocation ends all of the client's sessions.
 */
export function sealClientSession(clientId: string, key: string, now: number): string {
  const content = Buffer.from(JSON.stringify({ clientId, expiresAt: now + sessionMaxAgeMs })).toString(
    'base64url',
  );
  return `c.${content}.${signatureOf(content, key)}`;
}

/** The cookie's value for a user: their token, which carries its own signature and end. */
export function sealUserSession(token: string): string {
  return `u.${token}`;
}

/** Who a cookie's value is of. A user's token is still to be verified; undefined for all that is not valid. */
export async function openSession(
  value: string,
  access: SessionAccess,
): Promise<{ readonly client: VerifiedClient } | { readonly token: string } | undefined> {
  if (value.startsWith('u.')) return { token: value.slice(2) };
  const [kind, content = '', signature = ''] = value.split('.');
  const claims = kind === 'c' ? claimsOf(content) : undefined;
  if (!claims || claims.expiresAt <= access.now()) return undefined;
  const found = await access.client(claims.clientId);
  return found && isEqual(signature, signatureOf(content, found.key)) ? { client: found.client } : undefined;
}

function claimsOf(content: string): { clientId: string; expiresAt: number } | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(content, 'base64url').toString());
    if (typeof claims !== 'object' || claims === null) return undefined;
    if (!('clientId' in claims) || !('expiresAt' in claims)) return undefined;
    const { clientId, expiresAt } = claims;
    return typeof clientId === 'string' && typeof expiresAt === 'number'
      ? { clientId, expiresAt }
      : undefined;
  } catch {
    return undefined;
  }
}

function signatureOf(content: string, key: string): string {
  return createHmac('sha256', key).update(`dashboard session ${content}`).digest('base64url');
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
