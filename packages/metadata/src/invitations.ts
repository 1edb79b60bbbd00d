import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { instantOf, instantText } from './columns.ts';
import type { Database, InvitationRow, MemberRole } from './database.ts';
import { createSecret, hashSecret } from './secrets.ts';

/** Makes whoever has its token a member, once. */
export interface Invitation {
  readonly id: string;
  readonly projectId: string;
  readonly role: MemberRole;
  /** UTC milliseconds. */
  readonly expiresAt: number;
  readonly acceptedBy: string | null;
  readonly createdBy: string | null;
  readonly createdAt: number;
}

export interface Invitations {
  /** The token is told this once: only its hash is stored. */
  create(invitation: {
    readonly projectId: string;
    readonly role: MemberRole;
    readonly expiresAt: number;
    readonly createdBy?: string | null;
  }): Promise<{ readonly invitation: Invitation; readonly token: string }>;
  /** Oldest first, accepted and expired ones included. */
  list(projectId: string): Promise<readonly Invitation[]>;
  /** Undefined where it is unknown, was used, or has expired. */
  find(token: string): Promise<Invitation | undefined>;
  /** Uses it up for a user; undefined where it is unknown, was used, or has expired. */
  accept(token: string, userId: string): Promise<Invitation | undefined>;
  delete(projectId: string, id: string): Promise<boolean>;
}

export function createInvitations(db: Kysely<Database>, now: () => number): Invitations {
  return {
    create: async ({ projectId, role, expiresAt, createdBy }) => {
      const token = createSecret();
      const row: InvitationRow = {
        id: randomUUID(),
        project_id: projectId,
        role,
        token: hashSecret(token),
        expires_at: instantText(expiresAt),
        accepted_by: null,
        created_by: createdBy ?? null,
        created_at: instantText(now()),
      };
      await db.insertInto('analytics_invitations').values(row).execute();
      return { invitation: invitationOf(row), token };
    },
    list: async (projectId) => {
      const rows = await db
        .selectFrom('analytics_invitations')
        .selectAll()
        .where('project_id', '=', projectId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(invitationOf);
    },
    find: async (token) => {
      const row = await db
        .selectFrom('analytics_invitations')
        .selectAll()
        .where('token', '=', hashSecret(token))
        .where('accepted_by', 'is', null)
        .where('expires_at', '>', instantText(now()))
        .executeTakeFirst();
      return row && invitationOf(row);
    },
    accept: async (token, userId) => {
      const hash = hashSecret(token);
      // One of several who try at once: the update counts for the first.
      const result = await db
        .updateTable('analytics_invitations')
        .set({ accepted_by: userId })
        .where('token', '=', hash)
        .where('accepted_by', 'is', null)
        .where('expires_at', '>', instantText(now()))
        .executeTakeFirst();
      if (result.numUpdatedRows === 0n) return undefined;
      const row = await db
        .selectFrom('analytics_invitations')
        .selectAll()
        .where('token', '=', hash)
        .executeTakeFirst();
      return row && invitationOf(row);
    },
    delete: async (projectId, id) => {
      const result = await db
        .deleteFrom('analytics_invitations')
        .where('project_id', '=', projectId)
        .where('id', '=', id)
        .executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
  };
}

function invitationOf(row: InvitationRow): Invitation {
  return {
    id: row.id,
    projectId: row.project_id,
    role: row.role,
    expiresAt: instantOf(row.expires_at),
    acceptedBy: row.accepted_by,
    createdBy: row.created_by,
    createdAt: instantOf(row.created_at),
  };
}
