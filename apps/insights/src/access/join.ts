import type { Invitation, MemberRole, Metadata } from '@gatrix/analytics-metadata';
import { InsightsError } from '../errors.ts';
import { rank } from '../manage/access.ts';

type Invited = Pick<Metadata, 'invitations' | 'members'>;

/** The invitation of a token; throws `not_found` where it opens nothing. */
export async function openInvitation({ invitations }: Invited, token: string): Promise<Invitation> {
  const invitation = await invitations.find(token);
  if (!invitation) throw over();
  return invitation;
}

/** Makes a user a member by an invitation, once; a higher role that they have stays. Throws `not_found`. */
export async function join(
  { invitations, members }: Invited,
  token: string,
  userId: string,
): Promise<{ readonly projectId: string; readonly role: MemberRole | 'owner' }> {
  const accepted = await invitations.accept(token, userId);
  if (!accepted) throw over();
  const { projectId, role: offered } = accepted;
  const before = await members.roleOf(projectId, userId);
  if (before && rank[before] >= rank[offered]) return { projectId, role: before };
  await members.add({ projectId, userId, role: offered });
  return { projectId, role: offered };
}

function over(): InsightsError {
  return new InsightsError('not_found', 'the invitation was used, taken back or has expired');
}
