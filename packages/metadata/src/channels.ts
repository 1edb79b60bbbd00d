import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { instantOf, instantText, type JsonValue, jsonOf } from './columns.ts';
import type { ChannelRow, Database } from './database.ts';

/** Where messages of a project go. */
export interface Channel {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  /** Its kind, address and secrets, as the management API takes them. */
  readonly settings: JsonValue;
  readonly createdBy: string | null;
  /** UTC milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface NewChannel extends Pick<Channel, 'projectId' | 'name' | 'settings'> {
  readonly createdBy?: string | null;
}

export interface Channels {
  /** Throws a MetadataConstraintError for an unknown project. */
  create(channel: NewChannel): Promise<Channel>;
  /** Oldest first. */
  list(projectId: string): Promise<readonly Channel[]>;
  get(id: string): Promise<Channel | undefined>;
  update(id: string, patch: Partial<Pick<Channel, 'name' | 'settings'>>): Promise<Channel | undefined>;
  /** With its deliveries. */
  delete(id: string): Promise<boolean>;
}

export function createChannels(db: Kysely<Database>, now: () => number): Channels {
  const get = async (id: string) => {
    const row = await db.selectFrom('analytics_channels').selectAll().where('id', '=', id).executeTakeFirst();
    return row && channelOf(row);
  };
  return {
    get,
    create: async ({ projectId, name, settings, createdBy }) => {
      const time = instantText(now());
      const row: ChannelRow = {
        id: randomUUID(),
        project_id: projectId,
        name,
        settings: JSON.stringify(settings),
        created_by: createdBy ?? null,
        created_at: time,
        updated_at: time,
      };
      await db.insertInto('analytics_channels').values(row).execute();
      return channelOf(row);
    },
    list: async (projectId) => {
      const rows = await db
        .selectFrom('analytics_channels')
        .selectAll()
        .where('project_id', '=', projectId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(channelOf);
    },
    update: async (id, { name, settings }) => {
      const values = {
        updated_at: instantText(now()),
        ...(name !== undefined && { name }),
        ...(settings !== undefined && { settings: JSON.stringify(settings) }),
      };
      await db.updateTable('analytics_channels').set(values).where('id', '=', id).execute();
      return get(id);
    },
    delete: async (id) => {
      const result = await db.deleteFrom('analytics_channels').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
  };
}

function channelOf(row: ChannelRow): Channel {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    settings: jsonOf(row.settings) ?? null,
    createdBy: row.created_by,
    createdAt: instantOf(row.created_at),
    updatedAt: instantOf(row.updated_at),
  };
}
