import type { Account, Metadata } from '@gatrix/analytics-metadata';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { createAttempts } from '../access/attempts.ts';
import { type Credentials, credentialsOf } from '../access/credentials.ts';
import { join, openInvitation } from '../access/join.ts';
import { accountName, chosenPassword, givenPassword, type PasswordCheck } from '../access/passwords.ts';
import { type Person, personOf, setCookie } from '../access/person.ts';
import { isOwnPage } from '../access/session-cookie.ts';
import type { SessionAccess } from '../access/sessions.ts';
import type { InsightsDeps } from '../deps.ts';
import { InsightsError } from '../errors.ts';
import { invalid, parse } from '../manage/route.ts';
import { sessionOf } from './session.ts';

const newAccount = z.strictObject({
  name: accountName,
  password: chosenPassword,
  invitation: z.string().min(1).max(200).exactOptional(),
});
const newPassword = z.strictObject({ password: givenPassword, newPassword: chosenPassword });

interface AccountDeps extends InsightsDeps {
  readonly metadata: Pick<Metadata, 'accounts' | 'auditLog' | 'invitations' | 'members' | 'projects'>;
  readonly passwords: PasswordCheck;
}

/**
 * `POST /insights/accounts`: with an invitation an account that joins its project, without one the account that owns
 * the project of the root client that asks. Both sign in. `PUT /insights/account/password` ends all sessions but the own.
 */
export function registerAccounts(app: FastifyInstance, deps: AccountDeps, access: SessionAccess): void {
  const tries = createAttempts({ max: 20, windowMs: 15 * 60_000, now: () => performance.now() });

  app.post('/insights/accounts', async (request, reply) => {
    if (!isOwnPage(request)) throw new InsightsError('forbidden', 'make accounts from the dashboard itself');
    if (!access.takesAccounts)
      throw new InsightsError('forbidden', 'people are those of the host (ANALYTICS_USERS_TABLE)');
    const credentials = credentialsOf(request);
    const input = parse(newAccount, request.body ?? {});
    const { invitation } = input;
    const account =
      invitation === undefined
        ? await ownerAccount(deps, await rootClient(deps, access, credentials), request, input)
        : await invitedAccount(deps, invitation, input, () => tries.take(invitation));
    const person = { account };
    await setCookie(request, reply, access, person);
    return reply.code(201).send({ success: true, data: await sessionOf(deps, access, person) });
  });

  app.put('/insights/account/password', async (request, reply) => {
    const person = await personOf(deps, access, credentialsOf(request));
    if (!('account' in person) || !person.account.hasPassword)
      throw new InsightsError('forbidden', 'who is signed in has no password here');
    const input = parse(newPassword, request.body ?? {});
    await confirmed(deps, request, person.account, input.password);
    await deps.metadata.accounts.setPassword(person.account.id, input.newPassword);
    const account = (await deps.metadata.accounts.get(person.account.id)) ?? person.account;
    await setCookie(request, reply, access, { account });
    return { success: true, data: { id: account.id } };
  });
}

interface NameAndPassword {
  readonly name: string;
  readonly password: string;
}

type RootClient = Extract<Person, { client: unknown }>['client'];

async function rootClient(
  deps: InsightsDeps,
  access: SessionAccess,
  credentials: Credentials,
): Promise<RootClient> {
  const person = await personOf(deps, access, credentials);
  if (!('client' in person) || person.client.type !== 'root')
    throw new InsightsError('forbidden', 'an account needs an invitation, or the root client of a project');
  return person.client;
}

/** A new account, or the one whose name and password these are: it may own several projects. */
async function ownerAccount(
  { metadata, passwords }: AccountDeps,
  client: RootClient,
  request: FastifyRequest,
  { name, password }: NameAndPassword,
): Promise<Account> {
  const { projectId } = client;
  const owned = 'the project has an owner, who invites people';
  if (typeof (await metadata.projects.get(projectId))?.userId === 'string')
    throw new InsightsError('in_use', owned);
  const made = await metadata.accounts.create({ name, password });
  const account = made ?? (await passwords.verify(request, name, password).catch(taken));
  if (!(await metadata.projects.claim(projectId, account.id))) {
    if (made) await metadata.accounts.delete(made.id);
    throw new InsightsError('in_use', owned);
  }
  const entry = { action: 'createAccount', subject: `id=${account.id}` };
  await metadata.auditLog.add(projectId, { actor: `client:${client.id}`, ...entry });
  return account;
}

async function invitedAccount(
  { metadata }: AccountDeps,
  token: string,
  { name, password }: NameAndPassword,
  mayTry: () => boolean,
): Promise<Account> {
  await openInvitation(metadata, token);
  if (!mayTry()) throw new InsightsError('too_many_requests', 'too many names were tried: wait a while');
  const account = await metadata.accounts.create({ name, password });
  if (!account) throw nameIsTaken();
  try {
    const { projectId } = await join(metadata, token, account.id);
    const entry = { actor: `user:${account.id}`, subject: '' };
    await metadata.auditLog.add(projectId, { ...entry, action: 'createAccount' });
    await metadata.auditLog.add(projectId, { ...entry, action: 'acceptInvitation' });
  } catch (error) {
    // Somebody else was first: an account that nobody asked for must not stay.
    await metadata.accounts.delete(account.id);
    throw error;
  }
  return account;
}

async function confirmed(
  { passwords }: AccountDeps,
  request: FastifyRequest,
  account: Account,
  password: string,
): Promise<void> {
  const verified = await passwords.verify(request, account.name, password).catch((error: unknown) => {
    if (error instanceof InsightsError && error.code === 'unauthorized')
      throw invalid([{ field: 'password', message: 'is not the password of this account' }]);
    throw error;
  });
  if (verified.id !== account.id) throw invalid([{ field: 'password', message: 'is of another account' }]);
}

function taken(error: unknown): never {
  throw error instanceof InsightsError && error.code === 'unauthorized' ? nameIsTaken() : error;
}

function nameIsTaken(): InsightsError {
  return invalid([{ field: 'name', message: 'is the name of another account' }]);
}
