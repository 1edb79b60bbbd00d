import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Account, Accounts, Metadata } from '@gatrix/analytics-metadata';
import { z } from 'zod';
import type { ProjectInfo, VerifiedClient } from './identities.ts';
import type { SignInLinks } from './sign-in-links.ts';

/** What signing in to the dashboard needs beside the query API. */
export interface SessionAccess {
  readonly accounts: Accounts;
  /** False where people are those of the host's users table. */
  readonly takesAccounts: boolean;
  /** Undefined for unknown and for revoked clients. */
  client(clientId: string): Promise<{ readonly client: VerifiedClient; readonly key: string } | undefined>;
  projectsOf(userId: string): Promise<readonly ProjectInfo[]>;
  /** Whether the project belongs to a person. */
  hasOwner(projectId: string): Promise<boolean>;
  /** The id that a page of the project sends with; ids are public, secrets are not. */
  writeClientOf(projectId: string): Promise<string | undefined>;
  readonly links: SignInLinks | undefined;
  /** Milliseconds. */
  readonly now: () => number;
}

export function createSessionAccess(options: {
  readonly metadata: Pick<Metadata, 'clients' | 'projects' | 'accounts'>;
  readonly links?: SignInLinks | undefined;
  readonly usersTable?: string | undefined;
  readonly now: () => number;
}): SessionAccess {
  const { clients, projects, accounts } = options.metadata;
  return {
    accounts,
    takesAccounts: options.usersTable === undefined,
    client: async (clientId) => {
      const access = (await clients.findAccess([clientId])).get(clientId);
      if (access?.client.revokedAt !== null) return undefined;
      return { client: access.client, key: access.secretHash };
    },
    hasOwner: async (projectId) => typeof (await projects.get(projectId))?.userId === 'string',
    projectsOf: (userId) => projects.list({ userId }),
    writeClientOf: async (projectId) => {
      const all = await clients.listByProject(projectId);
      return all.find(({ type, revokedAt }) => type === 'write' && revokedAt === null)?.id;
    },
    links: options.links,
    now: options.now,
  };
}

/** How long somebody stays signed in after its last visit. */
export const sessionMaxAgeMs = 30 * 86_400_000;

/** Whom a cookie is of; `endsAt`: when it ends in any case, whatever the visits. */
interface Claims {
  readonly id: string;
  readonly expiresAt: number;
  readonly endsAt?: number | undefined;
}

/**
 * The cookie's value for a client. It is signed with the stored hash of the client's secret: nothing has to be kept,
 * every replica can check it, and a new secret or a revocation ends all of the client's sessions.
 */
export function sealClientSession(clientId: string, key: string, now: number): string {
  return sealed('c', { id: clientId, expiresAt: now + sessionMaxAgeMs }, key);
}

/** The cookie's value for an account, signed with its key: a new password ends all of its sessions. */
export function sealAccountSession(
  { id, sessionKey }: Account,
  now: number,
  endsAt: number | undefined,
): string {
  const expiresAt = Math.min(now + sessionMaxAgeMs, endsAt ?? Number.POSITIVE_INFINITY);
  return sealed('a', { id, expiresAt, endsAt }, sessionKey);
}

function sealed(kind: 'a' | 'c', claims: Claims, key: string): string {
  const content = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${kind}.${content}.${signatureOf(content, key)}`;
}

/** The cookie's value for a user: their token, which carries its own signature and end. */
export function sealUserSession(token: string): string {
  return `u.${token}`;
}

export type Opened =
  | { readonly client: VerifiedClient }
  | { readonly account: Account; readonly endsAt: number | undefined }
  | { readonly token: string };

/** Who a cookie's value is of. A user's token is still to be verified; undefined for all that is not valid. */
export async function readSignIn(value: string, access: SessionAccess): Promise<Opened | undefined> {
  if (value.startsWith('u.')) return { token: value.slice(2) };
  const [kind, content = '', signature = ''] = value.split('.');
  const claims = kind === 'c' || kind === 'a' ? claimsOf(content) : undefined;
  if (!claims || claims.expiresAt <= access.now()) return undefined;
  const isSigned = (key: string) => isEqual(signature, signatureOf(content, key));
  if (kind === 'c') {
    const found = await access.client(claims.id);
    return found && isSigned(found.key) ? { client: found.client } : undefined;
  }
  const account = await access.accounts.get(claims.id);
  return account && isSigned(account.sessionKey) ? { account, endsAt: claims.endsAt } : undefined;
}

function claimsOf(content: string): Claims | undefined {
  try {
    return claimsSchema.safeParse(JSON.parse(Buffer.from(content, 'base64url').toString())).data;
  } catch {
    return undefined;
  }
}

const claimsSchema = z.object({ id: z.string(), expiresAt: z.number(), endsAt: z.number().optional() });

function signatureOf(content: string, key: string): string {
  return createHmac('sha256', key).update(`dashboard session ${content}`).digest('base64url');
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
