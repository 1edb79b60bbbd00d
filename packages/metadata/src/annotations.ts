import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { instantOf, instantText } from './columns.ts';
import type { AnnotationRow, Database } from './database.ts';
import { isDuplicate } from './errors.ts';

/** A note on a project's time axis. */
export interface Annotation {
  readonly id: string;
  readonly projectId: string;
  /** The moment it speaks of, UTC milliseconds. */
  readonly at: number;
  /** At most 1,000 characters. */
  readonly text: string;
  readonly createdBy: string | null;
  readonly createdAt: number;
}

export interface NewAnnotation {
  readonly projectId: string;
  readonly at: number;
  readonly text: string;
  readonly createdBy?: string | null;
}

export interface Annotations {
  /** Throws a MetadataConstraintError for an unknown project. */
  create(annotation: NewAnnotation): Promise<Annotation>;
  /**
   * Of several that tell of the same event of the project, by a key of at most 80 characters, one makes a note; undefined
   * for the others, also once that note was deleted.
   */
  createOnce(eventKey: string, annotation: NewAnnotation): Promise<Annotation | undefined>;
  /** By the moment they speak of; `from` included, `to` excluded. */
  list(
    projectId: string,
    range?: { readonly from?: number; readonly to?: number },
  ): Promise<readonly Annotation[]>;
  get(id: string): Promise<Annotation | undefined>;
  update(id: string, patch: Partial<Pick<Annotation, 'at' | 'text'>>): Promise<Annotation | undefined>;
  delete(id: string): Promise<boolean>;
}

export function createAnnotations(db: Kysely<Database>, now: () => number): Annotations {
  const get = async (id: string) => {
    const row = await db
      .selectFrom('analytics_annotations')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && annotationOf(row);
  };
  return {
    get,
    create: async (annotation) => {
      const row = newRow(annotation, now());
      await db.insertInto('analytics_annotations').values(row).execute();
      return annotationOf(row);
    },
    createOnce: async (eventKey, annotation) => {
      const row = newRow(annotation, now());
      const noted = { project_id: row.project_id, event_key: eventKey, noted_at: row.created_at };
      try {
        await db.transaction().execute(async (trx) => {
          await trx.insertInto('analytics_noted_events').values(noted).execute();
          await trx.insertInto('analytics_annotations').values(row).execute();
        });
      } catch (error) {
        if (isDuplicate(error)) return undefined;
        throw error;
      }
      return annotationOf(row);
    },
    list: async (projectId, { from, to } = {}) => {
      let query = db.selectFrom('analytics_annotations').selectAll().where('project_id', '=', projectId);
      if (from !== undefined) query = query.where('happened_at', '>=', instantText(from));
      if (to !== undefined) query = query.where('happened_at', '<', instantText(to));
      const rows = await query.orderBy('happened_at').orderBy('id').execute();
      return rows.map(annotationOf);
    },
    update: async (id, { at, text }) => {
      const values = {
        ...(at !== undefined && { happened_at: instantText(at) }),
        ...(text !== undefined && { text }),
      };
      if (Object.keys(values).length > 0) {
        await db.updateTable('analytics_annotations').set(values).where('id', '=', id).execute();
      }
      return get(id);
    },
    delete: async (id) => {
      const result = await db.deleteFrom('analytics_annotations').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
  };
}

function newRow({ projectId, at, text, createdBy }: NewAnnotation, now: number): AnnotationRow {
  return {
    id: randomUUID(),
    project_id: projectId,
    happened_at: instantText(at),
    text,
    created_by: createdBy ?? null,
    created_at: instantText(now),
  };
}

function annotationOf(row: AnnotationRow): Annotation {
  return {
    id: row.id,
    projectId: row.project_id,
    at: instantOf(row.happened_at),
    text: row.text,
    createdBy: row.created_by,
    createdAt: instantOf(row.created_at),
  };
}
