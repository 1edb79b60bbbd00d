import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { instantOf, instantText, type JsonValue, jsonOf } from './columns.ts';
import type { Database, SegmentRow } from './database.ts';

/** A saved set of people. */
export interface Segment {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  /** Who is in it, as the query API takes it. */
  readonly definition: JsonValue;
  readonly createdBy: string | null;
  /** UTC milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface NewSegment {
  readonly projectId: string;
  readonly name: string;
  readonly definition: JsonValue;
  readonly createdBy?: string | null;
}

export interface Segments {
  /** Throws a MetadataConstraintError for an unknown project. */
  create(segment: NewSegment): Promise<Segment>;
  /** Oldest first. */
  list(projectId: string): Promise<readonly Segment[]>;
  get(id: string): Promise<Segment | undefined>;
  update(id: string, patch: Partial<Pick<Segment, 'name' | 'definition'>>): Promise<Segment | undefined>;
  delete(id: string): Promise<boolean>;
}

export function createSegments(db: Kysely<Database>, now: () => number): Segments {
  const get = async (id: string) => {
    const row = await db.selectFrom('analytics_segments').selectAll().where('id', '=', id).executeTakeFirst();
    return row && segmentOf(row);
  };
  return {
    get,
    create: async ({ projectId, name, definition, createdBy }) => {
      const time = instantText(now());
      const row: SegmentRow = {
        id: randomUUID(),
        project_id: projectId,
        name,
        definition: JSON.stringify(definition),
        created_by: createdBy ?? null,
        created_at: time,
        updated_at: time,
      };
      await db.insertInto('analytics_segments').values(row).execute();
      return segmentOf(row);
    },
    list: async (projectId) => {
      const rows = await db
        .selectFrom('analytics_segments')
        .selectAll()
        .where('project_id', '=', projectId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(segmentOf);
    },
    update: async (id, { name, definition }) => {
      const values = {
        updated_at: instantText(now()),
        ...(name !== undefined && { name }),
        ...(definition !== undefined && { definition: JSON.stringify(definition) }),
      };
      await db.updateTable('analytics_segments').set(values).where('id', '=', id).execute();
      return get(id);
    },
    delete: async (id) => {
      const result = await db.deleteFrom('analytics_segments').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
  };
}

function segmentOf(row: SegmentRow): Segment {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    definition: jsonOf(row.definition) ?? null,
    createdBy: row.created_by,
    createdAt: instantOf(row.created_at),
    updatedAt: instantOf(row.updated_at),
  };
}
