import type { Project } from '@gatrix/analytics-metadata';
import type { Credentials } from '../access/credentials.ts';
import type { VerifiedClient } from '../access/identities.ts';
import { readSignIn } from '../access/sessions.ts';
import { userOf } from '../access/tokens.ts';
import type { InsightsDeps } from '../deps.ts';
import { InsightsError } from '../errors.ts';
import type { ManageDeps } from './deps.ts';

/** Who manages: a project's `root` client, or a Gatrix user. A `read` client sees what belongs to its reports. */
export type Actor =
  | { readonly clientId: string; readonly projectId: string; readonly role: 'owner' | 'reader' }
  | { readonly userId: string };

/**
 * `viewer` looks, `editor` changes what is saved, `admin` also the project, its clients and members, `owner` also deletes the project and
 * gives it away. A root client owns its own.
 */
export type Role = 'viewer' | 'editor' | 'admin' | 'owner';

/** What a role is needed for; a `reader` sees saved reports and annotations, and nothing else of the project. */
export type NeededRole = Role | 'reader';

export const rank: Readonly<Record<NeededRole, number>> = {
  reader: 0,
  viewer: 1,
  editor: 2,
  admin: 3,
  owner: 4,
};

/** Throws `unauthorized` where nobody is known by the credentials, `forbidden` for `write` clients. */
export async function actorOf(
  deps: Pick<InsightsDeps, 'clients' | 'jwt' | 'sessions'>,
  credentials: Credentials,
): Promise<Actor> {
  const { clientId, clientSecret, token, session } = credentials;
  if (clientId !== undefined && clientSecret !== undefined) {
    const verified = await deps.clients.verify(clientId, clientSecret);
    if (!verified.ok) throw new InsightsError('unauthorized', 'unknown client, or wrong secret');
    return clientActor(verified.client);
  }
  if (token !== undefined) {
    const { id } = await userOf(token, deps.jwt);
    return { userId: id };
  }
  if (session !== undefined && deps.sessions) {
    const opened = await readSignIn(session, deps.sessions);
    if (!opened) throw new InsightsError('unauthorized', 'the session is over: sign in again');
    if ('client' in opened) return clientActor(opened.client);
    if ('account' in opened) return { userId: opened.account.id };
    return actorOf(deps, { ...credentials, token: opened.token, session: undefined });
  }
  const missing = 'send openpanel-client-id and openpanel-client-secret, or Authorization: Bearer';
  throw new InsightsError('unauthorized', missing);
}

function clientActor({ id, projectId, type }: VerifiedClient): Actor {
  if (type === 'write') throw new InsightsError('forbidden', 'a write client may not manage');
  return { clientId: id, projectId, role: type === 'root' ? 'owner' : 'reader' };
}

/** The project and the actor's role in it. Throws `forbidden` below the role, and where there is no such project. */
export async function accessTo(
  { metadata }: ManageDeps,
  actor: Actor,
  projectId: string,
  needed: NeededRole,
): Promise<{ readonly project: Project; readonly role: Role }> {
  const role = await roleIn(metadata, actor, projectId);
  const project = role && (await metadata.projects.get(projectId));
  if (!role || !project)
    throw new InsightsError('forbidden', 'these credentials may not manage this project');
  if (rank[role] < rank[needed]) {
    throw new InsightsError('forbidden', `this needs the role ${needed}; yours is ${role}`);
  }
  // A reader comes here only where no more than that is needed, and looks as a viewer does.
  return { project, role: role === 'reader' ? 'viewer' : role };
}

async function roleIn(
  { members }: Pick<ManageDeps['metadata'], 'members'>,
  actor: Actor,
  projectId: string,
): Promise<NeededRole | undefined> {
  if ('userId' in actor) return members.roleOf(projectId, actor.userId);
  return actor.projectId === projectId ? actor.role : undefined;
}
