import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { instantOf, instantText, type JsonValue, jsonOf } from './columns.ts';
import type { Database, ShareLinkRow } from './database.ts';
import { hashPassword, isPassword } from './passwords.ts';
import { createSecret, hashSecret } from './secrets.ts';

/** Shows fixed questions of a project to whoever has its token. */
export interface ShareLink {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  /** What it answers, and nothing else. */
  readonly questions: JsonValue;
  readonly hasPassword: boolean;
  /** UTC milliseconds; null for never. */
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  readonly createdBy: string | null;
  readonly createdAt: number;
}

export interface NewShareLink {
  readonly projectId: string;
  readonly name: string;
  readonly questions: JsonValue;
  readonly password?: string | undefined;
  readonly expiresAt?: number | undefined;
  readonly createdBy?: string | null;
}

export interface ShareVisit {
  readonly at: number;
  readonly userAgent: string;
}

export interface ShareLinks {
  /** The token is told this once: only its hash is stored. */
  create(link: NewShareLink): Promise<{ readonly link: ShareLink; readonly token: string }>;
  /** Oldest first, those that ended included. */
  list(projectId: string): Promise<readonly ShareLink[]>;
  get(id: string): Promise<ShareLink | undefined>;
  /** The link of a token; undefined where there is none, or it was revoked or has expired. */
  open(token: string): Promise<ShareLink | undefined>;
  /** Whether it is the link's password; true where it has none. Takes some 50 ms. */
  isPassword(id: string, password: string): Promise<boolean>;
  revoke(id: string): Promise<void>;
  /** Visits of the last 90 days are kept. */
  addVisit(id: string, visit: ShareVisit): Promise<void>;
  /** Newest first, at most 1,000. */
  visits(id: string): Promise<readonly ShareVisit[]>;
}

const visitDays = 90;

export function createShareLinks(db: Kysely<Database>, now: () => number): ShareLinks {
  const rowOf = (column: 'id' | 'token', value: string) =>
    db.selectFrom('analytics_share_links').selectAll().where(column, '=', value).executeTakeFirst();
  return {
    create: async ({ projectId, name, questions, password, expiresAt, createdBy }) => {
      const token = createSecret();
      const row: ShareLinkRow = {
        id: randomUUID(),
        project_id: projectId,
        name,
        questions: JSON.stringify(questions),
        token: hashSecret(token),
        password: password === undefined ? null : await hashPassword(password),
        expires_at: expiresAt === undefined ? null : instantText(expiresAt),
        revoked_at: null,
        created_by: createdBy ?? null,
        created_at: instantText(now()),
      };
      await db.insertInto('analytics_share_links').values(row).execute();
      return { link: linkOf(row), token };
    },
    list: async (projectId) => {
      const rows = await db
        .selectFrom('analytics_share_links')
        .selectAll()
        .where('project_id', '=', projectId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(linkOf);
    },
    get: async (id) => {
      const row = await rowOf('id', id);
      return row && linkOf(row);
    },
    open: async (token) => {
      const row = await rowOf('token', hashSecret(token));
      const link = row && linkOf(row);
      if (!link || link.revokedAt !== null) return undefined;
      return link.expiresAt !== null && link.expiresAt <= now() ? undefined : link;
    },
    isPassword: async (id, password) => {
      const row = await rowOf('id', id);
      return row !== undefined && (row.password === null || isPassword(password, row.password));
    },
    revoke: async (id) => {
      await db
        .updateTable('analytics_share_links')
        .set({ revoked_at: instantText(now()) })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .execute();
    },
    addVisit: async (id, { at, userAgent }) => {
      const row = {
        id: randomUUID(),
        link_id: id,
        visited_at: instantText(at),
        user_agent: userAgent.slice(0, 255),
      };
      await db.insertInto('analytics_share_visits').values(row).execute();
      await db
        .deleteFrom('analytics_share_visits')
        .where('link_id', '=', id)
        .where('visited_at', '<', instantText(at - visitDays * 86_400_000))
        .execute();
    },
    visits: async (id) => {
      const rows = await db
        .selectFrom('analytics_share_visits')
        .selectAll()
        .where('link_id', '=', id)
        .orderBy('visited_at', 'desc')
        .orderBy('id')
        .limit(1_000)
        .execute();
      return rows.map((row) => ({ at: instantOf(row.visited_at), userAgent: row.user_agent }));
    },
  };
}

function linkOf(row: ShareLinkRow): ShareLink {
  const instant = (text: string | null) => (text === null ? null : instantOf(text));
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    questions: jsonOf(row.questions) ?? null,
    hasPassword: row.password !== null,
    expiresAt: instant(row.expires_at),
    revokedAt: instant(row.revoked_at),
    createdBy: row.created_by,
    createdAt: instantOf(row.created_at),
  };
}
