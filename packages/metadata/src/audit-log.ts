import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { instantOf, instantText } from './columns.ts';
import type { Database } from './database.ts';

/** Who changed what, and when. */
export interface AuditEntry {
  readonly id: string;
  /** UTC milliseconds. */
  readonly at: number;
  /** `user:<id>` or `client:<id>`. */
  readonly actor: string;
  /** The name of the endpoint. */
  readonly action: string;
  /** What the path named. */
  readonly subject: string;
}

export interface AuditLog {
  add(projectId: string, entry: Pick<AuditEntry, 'actor' | 'action' | 'subject'>): Promise<void>;
  /** Newest first; `before`: those behind this entry of the list. */
  list(
    projectId: string,
    page: {
      readonly limit: number;
      readonly before?: { readonly at: number; readonly id: string } | undefined;
      /** Only those of this actor, and of this action. */
      readonly actor?: string | undefined;
      readonly action?: string | undefined;
    },
  ): Promise<readonly AuditEntry[]>;
}

export function createAuditLog(db: Kysely<Database>, now: () => number): AuditLog {
  return {
    add: async (projectId, { actor, action, subject }) => {
      const row = {
        id: randomUUID(),
        project_id: projectId,
        happened_at: instantText(now()),
        actor: actor.slice(0, 64),
        action: action.slice(0, 64),
        subject: subject.slice(0, 500),
      };
      await db.insertInto('analytics_audit_log').values(row).execute();
    },
    list: async (projectId, { limit, before, actor, action }) => {
      let query = db.selectFrom('analytics_audit_log').selectAll().where('project_id', '=', projectId);
      if (actor !== undefined) query = query.where('actor', '=', actor);
      if (action !== undefined) query = query.where('action', '=', action);
      if (before) {
        const at = instantText(before.at);
        query = query.where(({ eb, and, or }) =>
          or([eb('happened_at', '<', at), and([eb('happened_at', '=', at), eb('id', '<', before.id)])]),
        );
      }
      const rows = await query.orderBy('happened_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return rows.map(({ id, happened_at, actor, action, subject }) => ({
        ...{ id, actor, action, subject },
        at: instantOf(happened_at),
      }));
    },
  };
}
