import type { Account } from '@gatrix/analytics-metadata';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { InsightsDeps } from '../deps.ts';
import { InsightsError } from '../errors.ts';
import type { Credentials } from './credentials.ts';
import type { VerifiedClient } from './identities.ts';
import { sessionCookie } from './session-cookie.ts';
import {
  readSignIn,
  type SessionAccess,
  sealAccountSession,
  sealClientSession,
  sealUserSession,
  sessionMaxAgeMs,
} from './sessions.ts';
import { type TokenUser, userOf } from './tokens.ts';

/** Who looks at the dashboard; `endsAt`: when an account's session ends, whatever its visits. */
export type Person =
  | { readonly client: VerifiedClient }
  | { readonly account: Account; readonly endsAt?: number | undefined }
  | { readonly user: TokenUser; readonly token: string };

/** Throws `unauthorized` where nobody is known by the credentials. */
export async function personOf(
  deps: InsightsDeps,
  access: SessionAccess,
  credentials: Credentials,
): Promise<Person> {
  const { clientId, clientSecret, session } = credentials;
  if (clientId !== undefined && clientSecret !== undefined) {
    const verified = await deps.clients.verify(clientId, clientSecret);
    if (!verified.ok) throw new InsightsError('unauthorized', 'unknown client, or wrong secret');
    if (verified.client.type === 'write')
      throw new InsightsError('unauthorized', 'a write client may not read');
    return { client: verified.client };
  }
  const opened = session === undefined ? undefined : await readSignIn(session, access);
  if (opened && !('token' in opened)) return opened;
  const token = credentials.token ?? opened?.token;
  if (token === undefined) throw new InsightsError('unauthorized', 'nobody is signed in');
  const user = await userOf(token, deps.jwt);
  if (user.name !== undefined) await access.accounts.keepName(user.id, user.name);
  return { user, token };
}

/** Signs the browser in, or renews what it has. */
export async function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  access: SessionAccess,
  person: Person,
): Promise<void> {
  const value = await cookieOf(access, person);
  const maxAgeMs = 'account' in person && person.endsAt ? person.endsAt - access.now() : sessionMaxAgeMs;
  reply.header('set-cookie', sessionCookie(request, value, Math.min(maxAgeMs, sessionMaxAgeMs)));
}

async function cookieOf(access: SessionAccess, person: Person): Promise<string> {
  if ('token' in person) return sealUserSession(person.token);
  if ('account' in person) return sealAccountSession(person.account, access.now(), person.endsAt);
  const found = await access.client(person.client.id);
  if (!found) throw new InsightsError('unauthorized', 'the client was revoked');
  return sealClientSession(found.client.id, found.key, access.now());
}
