import { defaultCurrency } from '@gatrix/analytics-clickhouse-schema';
import type { DashboardSession, WaysToSignIn } from '@gatrix/analytics-protocol/insights';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { credentialsOf } from '../access/credentials.ts';
import type { ProjectInfo } from '../access/identities.ts';
import { accountName, givenPassword, type PasswordCheck } from '../access/passwords.ts';
import { type Person, personOf, setCookie } from '../access/person.ts';
import { isOwnPage, sessionCookie } from '../access/session-cookie.ts';
import type { SessionAccess } from '../access/sessions.ts';
import type { InsightsDeps } from '../deps.ts';
import { InsightsError } from '../errors.ts';

const signIn = z.union([
  z.strictObject({ clientId: z.string().min(1).max(100), clientSecret: z.string().min(1).max(500) }),
  z.strictObject({ token: z.string().min(1).max(3_500) }),
  z.strictObject({ link: z.string().min(1).max(100) }),
  z.strictObject({ name: accountName, password: givenPassword }),
]);

/**
 * `GET`, `POST` and `DELETE /insights/session`: who is signed in to the dashboard, signing in, signing out; `…/ways`: by what; and
 * `POST /insights/session/link`, where there are links: one for the client that asks, with its secret.
 */
export function registerSession(
  app: FastifyInstance,
  deps: InsightsDeps,
  access: SessionAccess,
  passwords: PasswordCheck,
): void {
  app.get('/insights/session', async (request, reply) => {
    const credentials = credentialsOf(request);
    const person = await personOf(deps, access, credentials);
    // A visit renews what came by cookie.
    if (credentials.session !== undefined) await setCookie(request, reply, access, person);
    return { success: true, data: await sessionOf(deps, access, person) };
  });

  app.get('/insights/session/ways', async () => {
    const password = await access.accounts.hasPasswords();
    const data: WaysToSignIn = {
      ...{ password, accounts: access.takesAccounts && deps.manage !== undefined },
      ...{ token: deps.jwt !== undefined, provider: deps.provider?.name ?? null },
    };
    return { success: true, data };
  });

  app.post('/insights/session', async (request, reply) => {
    if (!isOwnPage(request)) throw new InsightsError('forbidden', 'sign in from the dashboard itself');
    const person = await personSigningIn(deps, access, passwords, request);
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

async function personSigningIn(
  deps: InsightsDeps,
  access: SessionAccess,
  passwords: PasswordCheck,
  request: FastifyRequest,
): Promise<Person> {
  const { success, data } = signIn.safeParse(request.body);
  if (!success) {
    const message = 'send name and password, or clientId and clientSecret, or token, or link';
    throw new InsightsError('invalid_parameters', message, [{ field: '', message }]);
  }
  if ('name' in data) return { account: await passwords.verify(request, data.name, data.password) };
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

/** What the page is told about who is signed in. */
export async function sessionOf(
  deps: InsightsDeps,
  access: SessionAccess,
  person: Person,
): Promise<DashboardSession> {
  const projects = await projectsOf(deps, access, person);
  return {
    ...(await roleOf(access, person)),
    projects: await Promise.all(
      projects.map(async ({ id, name, timezone, settings }) => {
        const writeClientId = await access.writeClientOf(id);
        const currency = settings?.currency ?? defaultCurrency;
        return { id, name, timezone, currency, ...(writeClientId === undefined ? {} : { writeClientId }) };
      }),
    ),
  };
}

async function roleOf(access: SessionAccess, person: Person): Promise<Omit<DashboardSession, 'projects'>> {
  if ('account' in person) {
    const { id, name, hasPassword } = person.account;
    return { role: 'user', userId: id, name, hasPassword };
  }
  if ('user' in person) {
    const { id, name } = person.user;
    return { role: 'user', userId: id, ...(name !== undefined && { name }) };
  }
  const { type, projectId } = person.client;
  if (type !== 'root') return { role: 'read' };
  const mayMakeAccount = access.takesAccounts && !(await access.hasOwner(projectId));
  return { role: 'root', ...(mayMakeAccount && { mayMakeAccount }) };
}

async function projectsOf(
  deps: InsightsDeps,
  access: SessionAccess,
  person: Person,
): Promise<readonly ProjectInfo[]> {
  if ('account' in person) return access.projectsOf(person.account.id);
  if ('user' in person) return access.projectsOf(person.user.id);
  const project = await deps.projects.get(person.client.projectId);
  return project ? [project] : [];
}
