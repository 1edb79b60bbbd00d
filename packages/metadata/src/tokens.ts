import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { instantOf, instantText } from './columns.ts';
import type { Database, TokenKind, TokenRow } from './database.ts';
import { createSecret, hashSecret, isSecret } from './secrets.ts';

/** Lets a program do one kind of thing in a project. */
export interface Token {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly kind: TokenKind;
  /** UTC milliseconds; null for never. */
  readonly revokedAt: number | null;
  readonly createdBy: string | null;
  readonly createdAt: number;
}

export interface NewToken extends Pick<Token, 'projectId' | 'name' | 'kind'> {
  readonly createdBy?: string | null;
}

export interface Tokens {
  /** The secret is told this once: only its hash is stored. */
  create(token: NewToken): Promise<{ readonly token: Token; readonly secret: string }>;
  /** Oldest first, those that were revoked included. */
  list(projectId: string): Promise<readonly Token[]>;
  get(id: string): Promise<Token | undefined>;
  /** The token of a secret; undefined where there is none of this kind, or it was revoked. */
  open(kind: TokenKind, secret: string): Promise<Token | undefined>;
  revoke(id: string): Promise<void>;
}

export function createTokens(db: Kysely<Database>, now: () => number): Tokens {
  const rowOf = (column: 'id' | 'token', value: string) =>
    db.selectFrom('analytics_tokens').selectAll().where(column, '=', value).executeTakeFirst();
  return {
    create: async ({ projectId, name, kind, createdBy }) => {
      const secret = createSecret();
      const row: TokenRow = {
        id: randomUUID(),
        project_id: projectId,
        name,
        kind,
        token: hashSecret(secret),
        revoked_at: null,
        created_by: createdBy ?? null,
        created_at: instantText(now()),
      };
      await db.insertInto('analytics_tokens').values(row).execute();
      return { token: tokenOf(row), secret };
    },
    list: async (projectId) => {
      const rows = await db
        .selectFrom('analytics_tokens')
        .selectAll()
        .where('project_id', '=', projectId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(tokenOf);
    },
    get: async (id) => {
      const row = await rowOf('id', id);
      return row && tokenOf(row);
    },
    open: async (kind, secret) => {
      const row = await rowOf('token', hashSecret(secret));
      if (!row || !isSecret(secret, row.token)) return undefined;
      return row.kind === kind && row.revoked_at === null ? tokenOf(row) : undefined;
    },
    revoke: async (id) => {
      await db
        .updateTable('analytics_tokens')
        .set({ revoked_at: instantText(now()) })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .execute();
    },
  };
}

function tokenOf(row: TokenRow): Token {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    kind: row.kind,
    revokedAt: row.revoked_at === null ? null : instantOf(row.revoked_at),
    createdBy: row.created_by,
    createdAt: instantOf(row.created_at),
  };
}
