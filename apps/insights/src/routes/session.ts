import { defaultCurrency } from '@gatrix/analytics-clickhouse-schema';
import type { DashboardSession } from '@gatrix/analytics-protocol/insights';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Credentials, credentialsOf } from '../access/credentials.ts';
import { isOwnPage, sessionCookie } from '../access/session-cookie.ts';
import {
  openSession,
  type SessionAccess,
  sealClientSession,
  sealUserSession,
  sessionMaxAgeMs,
} from '../access/sessions.ts';
import { userOf } from '../access/tokens.ts';
import type { InsightsDeps, ProjectInfo, VerifiedClient } from '../deps.ts';
import { InsightsError } from '../errors.ts';

const signIn = z.union([
  z.strictObject({ clientId: z.string().min(1).max(100), clientSecret: z.string().min(1).max(500) }),
  z.strictObject({ token: z.string().min(1).max(3_500) }),
  z.strictObject({ link: z.string().min(1).max(100) }),
]);

type Person = { readonly client: VerifiedClient } | { readonly userId: string; readonly token: string };

/**
 * `GET`, `POST` and `DELETE /insights/session`: who is signed in to the dashboard, signing in, signing out; and
 * `POST /insights/session/link`, where there are links: one for the client that asks, with its secret.
 */
export function registerSession(app: FastifyInstance, deps: InsightsDeps, access: SessionAccess): void {
  app.get('/insights/session', async (request, reply) => {
    const credentials = credentialsOf(request);
    const person = await personOf(deps, access, credentials);
    // A visit renews what came by cookie.
    if (credentials.session !== undefined) await setCookie(request, reply, access, person);
    return { success: true, data: await sessionOf(deps, access, person) };
  });

  app.post('/insights/session', async (request, reply) => {
    if (!isOwnPage(request)) throw new InsightsError('forbidden', 'sign in from the dashboard itself');
    const person = await personSigningIn(deps, access, request.body);
    await setCookie(request, reply, access, person);
    return { success: true, data: await sessionOf(deps, access, person) };
  });

  const { links } = access;
  if (links) {
    app.post('/insights/session/link', async (request) => {
      const { clientId, clientSecret } = credentialsOf(request);
      const none = { token: undefined, session: undefined };
      const person = await personOf(deps, access, { clientId, clientSecret, ...none });
      if (!('client' in person)) throw new InsightsError('unauthorized', 'nobody is signed in');
      return { success: true, data: { link: links.create(person.client.id) } };
    });
  }

  app.delete('/insights/session', async (request, reply) => {
    if (!isOwnPage(request)) throw new InsightsError('forbidden', 'sign out from the dashboard itself');
    reply.header('set-cookie', sessionCookie(request, '', 0));
    return { success: true };
  });
}

async function personSigningIn(deps: InsightsDeps, access: SessionAccess, body: unknown): Promise<Person> {
  const { success, data } = signIn.safeParse(body);
  if (!success) {
    const problem = { field: '', message: 'send clientId and clientSecret, or token, or link' };
    throw new InsightsError('invalid_parameters', problem.message, [problem]);
  }
  if ('link' in data) {
    const clientId = access.links?.redeem(data.link);
    const found = clientId === undefined ? undefined : await access.client(clientId);
    if (!found)
      throw new InsightsError(
        'unauthorized',
        'this link was used before, is older than an hour, or its server is gone',
      );
    return { client: found.client };
  }
  const none = { clientId: undefined, clientSecret: undefined, token: undefined, session: undefined };
  return personOf(deps, access, { ...none, ...data });
}

async function personOf(
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
  const opened = session === undefined ? undefined : await openSession(session, access);
  if (opened && 'client' in opened) return opened;
  const token = credentials.token ?? opened?.token;
  const userId = token !== undefined && deps.jwt ? await userOf(token, deps.jwt) : undefined;
  if (userId === undefined || token === undefined)
    throw new InsightsError('unauthorized', 'nobody is signed in');
  return { userId, token };
}

async function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  access: SessionAccess,
  person: Person,
): Promise<void> {
  if ('token' in person) {
    reply.header('set-cookie', sessionCookie(request, sealUserSession(person.token), sessionMaxAgeMs));
    return;
  }
  const found = await access.client(person.client.id);
  if (!found) throw new InsightsError('unauthorized', 'the client was revoked');
  const value = sealClientSession(found.client.id, found.key, access.now());
  reply.header('set-cookie', sessionCookie(request, value, sessionMaxAgeMs));
}

async function sessionOf(
  deps: InsightsDeps,
  access: SessionAccess,
  person: Person,
): Promise<DashboardSession> {
  const projects = await projectsOf(deps, access, person);
  return {
    role: 'userId' in person ? 'user' : person.client.type === 'root' ? 'root' : 'read',
    ...('userId' in person && { userId: person.userId }),
    projects: await Promise.all(
      projects.map(async ({ id, name, timezone, settings }) => {
        const writeClientId = await access.writeClientOf(id);
        const currency = settings?.currency ?? defaultCurrency;
        return { id, name, timezone, currency, ...(writeClientId === undefined ? {} : { writeClientId }) };
      }),
    ),
  };
}

async function projectsOf(
  deps: InsightsDeps,
  access: SessionAccess,
  person: Person,
): Promise<readonly ProjectInfo[]> {
  if ('userId' in person) return access.projectsOf(person.userId);
  const project = await deps.projects.get(person.client.projectId);
  return project ? [project] : [];
}
