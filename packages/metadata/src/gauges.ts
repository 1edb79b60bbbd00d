import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { instantOf, instantText, type JsonValue, jsonOf } from './columns.ts';
import type { Database, GaugeRow } from './database.ts';

/** A figure that Prometheus reads. */
export interface Gauge {
  readonly id: string;
  readonly projectId: string;
  /** Of the metric, without its prefix; a project has each name once. */
  readonly name: string;
  readonly help: string | null;
  /** The figure and its interval, as the management API takes them. */
  readonly definition: JsonValue;
  readonly createdBy: string | null;
  /** UTC milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface NewGauge extends Pick<Gauge, 'projectId' | 'name' | 'help' | 'definition'> {
  readonly createdBy?: string | null;
}

export interface Gauges {
  /** Throws a MetadataConstraintError for an unknown project, and for a name that the project has. */
  create(gauge: NewGauge): Promise<Gauge>;
  /** By their names. */
  list(projectId: string): Promise<readonly Gauge[]>;
  get(id: string): Promise<Gauge | undefined>;
  /** Throws a MetadataConstraintError for a name that the project has. */
  update(id: string, patch: Partial<Pick<Gauge, 'name' | 'help' | 'definition'>>): Promise<Gauge | undefined>;
  delete(id: string): Promise<boolean>;
}

export function createGauges(db: Kysely<Database>, now: () => number): Gauges {
  const get = async (id: string) => {
    const row = await db.selectFrom('analytics_gauges').selectAll().where('id', '=', id).executeTakeFirst();
    return row && gaugeOf(row);
  };
  return {
    get,
    create: async ({ projectId, name, help, definition, createdBy }) => {
      const time = instantText(now());
      const row: GaugeRow = {
        id: randomUUID(),
        project_id: projectId,
        name,
        help,
        definition: JSON.stringify(definition),
        created_by: createdBy ?? null,
        created_at: time,
        updated_at: time,
      };
      await db.insertInto('analytics_gauges').values(row).execute();
      return gaugeOf(row);
    },
    list: async (projectId) => {
      const rows = await db
        .selectFrom('analytics_gauges')
        .selectAll()
        .where('project_id', '=', projectId)
        .orderBy('name')
        .execute();
      return rows.map(gaugeOf);
    },
    update: async (id, { name, help, definition }) => {
      const values = {
        updated_at: instantText(now()),
        ...(name !== undefined && { name }),
        ...(help !== undefined && { help }),
        ...(definition !== undefined && { definition: JSON.stringify(definition) }),
      };
      await db.updateTable('analytics_gauges').set(values).where('id', '=', id).execute();
      return get(id);
    },
    delete: async (id) => {
      const result = await db.deleteFrom('analytics_gauges').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
  };
}

function gaugeOf(row: GaugeRow): Gauge {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    help: row.help,
    definition: jsonOf(row.definition) ?? null,
    createdBy: row.created_by,
    createdAt: instantOf(row.created_at),
    updatedAt: instantOf(row.updated_at),
  };
}
