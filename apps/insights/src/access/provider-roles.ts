import type { MemberRole, Metadata } from '@gatrix/analytics-metadata';
import { rank } from '../manage/access.ts';

/** The highest role that a claim gives in a project; undefined for none. */
export type RoleOf = (projectId: string) => MemberRole | undefined;

/** `admin`, `editor` and `viewer` are of all projects, `<project id>:<role>` of one; all else says nothing here. */
export function rolesIn(claim: unknown): RoleOf {
  const values = Array.isArray(claim) ? claim : typeof claim === 'string' ? claim.split(/[\s,]+/) : [];
  const given = values.flatMap((value) => {
    const [, projectId, role] = /^(?:(.{1,36}):)?(admin|editor|viewer)$/.exec(String(value)) ?? [];
    return isRole(role) ? [{ projectId, role }] : [];
  });
  return (projectId) =>
    given
      .filter((one) => one.projectId === undefined || one.projectId === projectId)
      .map(({ role }) => role)
      .sort((a, b) => rank[b] - rank[a])[0];
}

/** Makes the person a member of what the claim says and of nothing else; what they own stays theirs. */
export async function applyRoles(
  { projects, members, auditLog }: Pick<Metadata, 'projects' | 'members' | 'auditLog'>,
  userId: string,
  roleOf: RoleOf,
): Promise<void> {
  for (const { id } of await projects.list()) {
    const [before, after] = [await members.roleOf(id, userId), roleOf(id)];
    if (before === 'owner' || before === after) continue;
    if (after) await members.add({ projectId: id, userId, role: after });
    else await members.remove(id, userId);
    const action = after ? 'setMember' : 'removeMember';
    const subject = `userId=${userId}${after ? ` role=${after}` : ''} by=provider`;
    await auditLog.add(id, { actor: `user:${userId}`, action, subject });
  }
}

function isRole(text: string | undefined): text is MemberRole {
  return text === 'admin' || text === 'editor' || text === 'viewer';
}
