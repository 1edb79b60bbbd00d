import type { Kysely } from 'kysely';
import { instantOf, instantText } from './columns.ts';
import type { Database, MemberRole, MemberRow } from './database.ts';
import { isDuplicate } from './errors.ts';
import { isSameUser } from './projects.ts';

/** `admin` may change the project, `editor` what is saved in it, `viewer` may look. */

export interface Member {
  readonly projectId: string;
  readonly userId: string;
  readonly role: MemberRole;
  /** UTC milliseconds. */
  readonly createdAt: number;
}

export interface Members {
  /** Adds the user, or gives them this role. Throws a MetadataConstraintError for an unknown project. */
  add(member: {
    readonly projectId: string;
    readonly userId: string;
    readonly role: MemberRole;
  }): Promise<void>;
  /** False where the user was no member. */
  remove(projectId: string, userId: string): Promise<boolean>;
  /** Oldest first; the owner is not among them. */
  list(projectId: string): Promise<readonly Member[]>;
  /** The owner counts. */
  isMember(projectId: string, userId: string): Promise<boolean>;
  roleOf(projectId: string, userId: string): Promise<MemberRole | 'owner' | undefined>;
}

export function createMembers(db: Kysely<Database>, now: () => number): Members {
  const roleOf = async (projectId: string, userId: string) => {
    const project = await db
      .selectFrom('analytics_projects')
      .select('user_id')
      .where('id', '=', projectId)
      .executeTakeFirst();
    if (project && isSameUser(project.user_id, userId)) return 'owner';
    const rows = await db
      .selectFrom('analytics_members')
      .select(['user_id', 'role'])
      .where('project_id', '=', projectId)
      .where('user_id', '=', userId)
      .execute();
    return rows.find((row) => isSameUser(row.user_id, userId))?.role;
  };
  const setRole = async (projectId: string, userId: string, role: MemberRole) => {
    const result = await db
      .updateTable('analytics_members')
      .set({ role })
      .where('project_id', '=', projectId)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return result.numUpdatedRows > 0n;
  };
  return {
    roleOf,
    isMember: async (projectId, userId) => (await roleOf(projectId, userId)) !== undefined,
    add: async ({ projectId, userId, role }) => {
      if (await setRole(projectId, userId, role)) return;
      const row = { project_id: projectId, user_id: userId, role, created_at: instantText(now()) };
      try {
        await db.insertInto('analytics_members').values(row).execute();
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        await setRole(projectId, userId, role);
      }
    },
    remove: async (projectId, userId) => {
      const result = await db
        .deleteFrom('analytics_members')
        .where('project_id', '=', projectId)
        .where('user_id', '=', userId)
        .executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
    list: async (projectId) => {
      const rows = await db
        .selectFrom('analytics_members')
        .selectAll()
        .where('project_id', '=', projectId)
        .orderBy('created_at')
        .orderBy('user_id')
        .execute();
      return rows.map(memberOf);
    },
  };
}

function memberOf(row: MemberRow): Member {
  return {
    projectId: row.project_id,
    userId: String(row.user_id),
    role: row.role,
    createdAt: instantOf(row.created_at),
  };
}
