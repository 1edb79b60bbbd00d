import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { instantOf, instantText, type JsonValue, jsonOf } from './columns.ts';
import type { BoardRow, Database } from './database.ts';

/** Saved reports, figures and notes beside each other. */
export interface Board {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  /** Its range, filters and items, as the management API takes them. */
  readonly content: JsonValue;
  readonly createdBy: string | null;
  /** UTC milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface NewBoard extends Pick<Board, 'projectId' | 'name' | 'content'> {
  readonly createdBy?: string | null;
}

export interface Boards {
  /** Throws a MetadataConstraintError for an unknown project. */
  create(board: NewBoard): Promise<Board>;
  /** Oldest first. */
  list(projectId: string): Promise<readonly Board[]>;
  get(id: string): Promise<Board | undefined>;
  update(id: string, patch: Partial<Pick<Board, 'name' | 'content'>>): Promise<Board | undefined>;
  delete(id: string): Promise<boolean>;
}

export function createBoards(db: Kysely<Database>, now: () => number): Boards {
  const get = async (id: string) => {
    const row = await db.selectFrom('analytics_boards').selectAll().where('id', '=', id).executeTakeFirst();
    return row && boardOf(row);
  };
  return {
    get,
    create: async ({ projectId, name, content, createdBy }) => {
      const time = instantText(now());
      const row: BoardRow = {
        id: randomUUID(),
        project_id: projectId,
        name,
        content: JSON.stringify(content),
        created_by: createdBy ?? null,
        created_at: time,
        updated_at: time,
      };
      await db.insertInto('analytics_boards').values(row).execute();
      return boardOf(row);
    },
    list: async (projectId) => {
      const rows = await db
        .selectFrom('analytics_boards')
        .selectAll()
        .where('project_id', '=', projectId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(boardOf);
    },
    update: async (id, { name, content }) => {
      const values = {
        updated_at: instantText(now()),
        ...(name !== undefined && { name }),
        ...(content !== undefined && { content: JSON.stringify(content) }),
      };
      await db.updateTable('analytics_boards').set(values).where('id', '=', id).execute();
      return get(id);
    },
    delete: async (id) => {
      const result = await db.deleteFrom('analytics_boards').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
  };
}

function boardOf(row: BoardRow): Board {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    content: jsonOf(row.content) ?? null,
    createdBy: row.created_by,
    createdAt: instantOf(row.created_at),
    updatedAt: instantOf(row.updated_at),
  };
}
