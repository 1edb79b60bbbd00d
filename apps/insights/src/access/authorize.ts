import type { InsightsDeps } from '../deps.ts';
import { InsightsError } from '../errors.ts';
import type { Credentials } from './credentials.ts';
import type { ProjectInfo } from './identities.ts';
import { readSignIn } from './sessions.ts';
import { userOf } from './tokens.ts';

/** Who reads: a `read` or `root` client of one project, or a user, who reads those they are a member of. */
export type Reader = { readonly projectId: string } | { readonly userId: string };

/**
 * The project, where these credentials may read it: a `read` or `root` client of it with its secret, or the token of
 * one of its members. Throws `unauthorized` where nobody is known by them, `forbidden` for another's project.
 */
export async function authorize(
  deps: InsightsDeps,
  credentials: Credentials,
  projectId: string,
): Promise<ProjectInfo> {
  return projectFor(deps, await readerOf(deps, credentials), projectId);
}

/** The project, where the reader may read it. Throws `forbidden` for another's. */
export async function projectFor(
  deps: Pick<InsightsDeps, 'members' | 'projects'>,
  reader: Reader,
  projectId: string,
): Promise<ProjectInfo> {
  const allowed =
    'userId' in reader
      ? await deps.members.isMember(projectId, reader.userId)
      : reader.projectId === projectId;
  const project = allowed ? await deps.projects.get(projectId) : undefined;
  if (!project) throw new InsightsError('forbidden', 'these credentials may not read this project');
  return project;
}

/** Throws `unauthorized` where nobody who may read is known by the credentials. */
export async function readerOf(deps: InsightsDeps, credentials: Credentials): Promise<Reader> {
  const { clientId, clientSecret, token } = credentials;
  if (clientId !== undefined && clientSecret !== undefined) {
    const verified = await deps.clients.verify(clientId, clientSecret);
    if (!verified.ok) throw new InsightsError('unauthorized', 'unknown client, or wrong secret');
    if (verified.client.type === 'write')
      throw new InsightsError('unauthorized', 'a write client may not read');
    return { projectId: verified.client.projectId };
  }
  if (token !== undefined) {
    const { id } = await userOf(token, deps.jwt);
    return { userId: id };
  }
  if (credentials.session !== undefined && deps.sessions) {
    const opened = await readSignIn(credentials.session, deps.sessions);
    if (!opened) throw new InsightsError('unauthorized', 'the session is over: sign in again');
    if ('client' in opened) return { projectId: opened.client.projectId };
    if ('account' in opened) return { userId: opened.account.id };
    return readerOf(deps, { ...credentials, token: opened.token, session: undefined });
  }
  const missing = 'send openpanel-client-id and openpanel-client-secret, or Authorization: Bearer';
  throw new InsightsError('unauthorized', missing);
}
