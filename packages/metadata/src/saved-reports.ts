import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { instantOf, instantText, type JsonValue, jsonOf } from './columns.ts';
import type { Database, SavedReportRow } from './database.ts';

export interface SavedReport {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  /** Which report it is: `funnel`, `retention`, `query`… */
  readonly report: string;
  /** The report's parameters, as the query API takes them. */
  readonly query: JsonValue;
  readonly createdBy: string | null;
  /** UTC milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface NewSavedReport {
  readonly projectId: string;
  readonly name: string;
  readonly report: string;
  readonly query: JsonValue;
  readonly createdBy?: string | null;
}

export interface SavedReports {
  /** Throws a MetadataConstraintError for an unknown project. */
  create(report: NewSavedReport): Promise<SavedReport>;
  /** Oldest first. */
  list(projectId: string): Promise<readonly SavedReport[]>;
  get(id: string): Promise<SavedReport | undefined>;
  update(
    id: string,
    patch: Partial<Pick<SavedReport, 'name' | 'report' | 'query'>>,
  ): Promise<SavedReport | undefined>;
  delete(id: string): Promise<boolean>;
}

export function createSavedReports(db: Kysely<Database>, now: () => number): SavedReports {
  const get = async (id: string) => {
    const row = await db
      .selectFrom('analytics_saved_reports')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && savedReportOf(row);
  };
  return {
    get,
    create: async ({ projectId, name, report, query, createdBy }) => {
      const time = instantText(now());
      const row: SavedReportRow = {
        id: randomUUID(),
        project_id: projectId,
        name,
        report,
        query: JSON.stringify(query),
        created_by: createdBy ?? null,
        created_at: time,
        updated_at: time,
      };
      await db.insertInto('analytics_saved_reports').values(row).execute();
      return savedReportOf(row);
    },
    list: async (projectId) => {
      const rows = await db
        .selectFrom('analytics_saved_reports')
        .selectAll()
        .where('project_id', '=', projectId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(savedReportOf);
    },
    update: async (id, { name, report, query }) => {
      const values = {
        updated_at: instantText(now()),
        ...(name !== undefined && { name }),
        ...(report !== undefined && { report }),
        ...(query !== undefined && { query: JSON.stringify(query) }),
      };
      await db.updateTable('analytics_saved_reports').set(values).where('id', '=', id).execute();
      return get(id);
    },
    delete: async (id) => {
      const result = await db.deleteFrom('analytics_saved_reports').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
  };
}

function savedReportOf(row: SavedReportRow): SavedReport {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    report: row.report,
    query: jsonOf(row.query) ?? null,
    createdBy: row.created_by,
    createdAt: instantOf(row.created_at),
    updatedAt: instantOf(row.updated_at),
  };
}
