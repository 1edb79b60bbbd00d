import { randomUUID } from 'node:crypto';
import { ianaTimezone } from '@gatrix/analytics-protocol/timezone';
import type { Kysely } from 'kysely';
import { instantOf, instantText, isId, jsonOf } from './columns.ts';
import type { Database, ProjectRow } from './database.ts';
import { MetadataUnavailableError } from './errors.ts';
import {
  type ProjectSettings,
  type ProjectSettingsPatch,
  parseSettings,
  patchSettings,
} from './project-settings.ts';

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  /** The owner in the host's user table; null where nobody owns it. */
  readonly userId: string | null;
  /** IANA name. */
  readonly timezone: string;
  readonly settings: ProjectSettings;
  /** UTC milliseconds. */
  readonly createdAt: number;
}

export interface NewProject {
  /** Default: a UUID. Printable ASCII without blanks, at most 36 characters. */
  readonly id?: string;
  readonly name: string;
  /** Host or origin that may send without a secret; empty for none. */
  readonly domain: string;
  readonly userId?: string | null;
  /** Default `UTC`. */
  readonly timezone?: string;
  readonly settings?: ProjectSettingsPatch;
}

export interface ProjectPatch {
  readonly name?: string;
  readonly domain?: string;
  readonly userId?: string | null;
  readonly timezone?: string;
  readonly settings?: ProjectSettingsPatch;
}

/** Writes throw a MetadataConstraintError where a value is refused; all throw MetadataUnavailableError. */
export interface Projects {
  create(project: NewProject): Promise<Project>;
  get(id: string): Promise<Project | undefined>;
  /** Oldest first; with `userId`, those that the user owns or is a member of. */
  list(filter?: { readonly userId?: string }): Promise<readonly Project[]>;
  /** Undefined where there is no such project. Patches of settings at the same time do not undo each other. */
  update(id: string, patch: ProjectPatch): Promise<Project | undefined>;
  /** Gives a project that nobody owns to a user; false where somebody does. */
  claim(id: string, userId: string): Promise<boolean>;
  /** With its clients, members, saved reports and annotations; its events stay. False where there is none. */
  delete(id: string): Promise<boolean>;
}

export function createProjects(db: Kysely<Database>, now: () => number): Projects {
  const get = async (id: string) => {
    if (!isId(id)) return undefined;
    const row = await db.selectFrom('analytics_projects').selectAll().where('id', '=', id).executeTakeFirst();
    return row && (await projectOf(db, row));
  };
  return {
    get,
    create: async ({ id = randomUUID(), name, domain, userId, timezone, settings }) => {
      assertId(id);
      const row: ProjectRow = {
        id,
        name,
        domain,
        user_id: userId ?? null,
        timezone: timezone ?? 'UTC',
        settings: patchSettings(undefined, settings ?? {}),
        created_at: instantText(now()),
      };
      await db.insertInto('analytics_projects').values(row).execute();
      return projectOf(db, row);
    },
    list: async ({ userId } = {}) => {
      const rows = userId === undefined ? await allRows(db) : await rowsOfUser(db, userId);
      return Promise.all(rows.map((row) => projectOf(db, row)));
    },
    update: async (id, patch) => {
      if (!isId(id)) return undefined;
      const isFound = await updateRow(db, id, patch);
      return isFound ? get(id) : undefined;
    },
    claim: async (id, userId) => {
      const result = await db
        .updateTable('analytics_projects')
        .set({ user_id: userId })
        .where('id', '=', id)
        .where('user_id', 'is', null)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
    delete: async (id) => {
      if (!isId(id)) return false;
      const result = await db.deleteFrom('analytics_projects').where('id', '=', id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
  };
}

/** The project of a row; one that was written by hand gets its import salt here, once and for all readers. */
export async function projectOf(db: Kysely<Database>, row: ProjectRow): Promise<Project> {
  const settings = parseSettings(jsonOf(row.settings)) ?? (await completeSettings(db, row.id));
  return {
    id: row.id,
    name: row.name,
    domain: row.domain,
    userId: row.user_id === null ? null : String(row.user_id),
    // Names have been stored as they were given, and may be by hand.
    timezone: ianaTimezone(row.timezone),
    settings,
    createdAt: instantOf(row.created_at),
  };
}

async function completeSettings(db: Kysely<Database>, id: string): Promise<ProjectSettings> {
  await updateRow(db, id, {});
  const row = await db
    .selectFrom('analytics_projects')
    .select('settings')
    .where('id', '=', id)
    .executeTakeFirst();
  const settings = parseSettings(jsonOf(row?.settings ?? null));
  if (!settings) throw new MetadataUnavailableError(new Error(`project ${id} was deleted while it was read`));
  return settings;
}

async function updateRow(db: Kysely<Database>, id: string, patch: ProjectPatch): Promise<boolean> {
  const { name, domain, userId, timezone, settings } = patch;
  return db.transaction().execute(async (transaction) => {
    // A write comes first because it locks the row on both engines, so that the settings read below are the last.
    const locked = await transaction
      .updateTable('analytics_projects')
      .set((row) => ({ name: name ?? row.ref('name') }))
      .where('id', '=', id)
      .executeTakeFirst();
    if (locked.numUpdatedRows === 0n) return false;
    const current = await transaction
      .selectFrom('analytics_projects')
      .select('settings')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    await transaction
      .updateTable('analytics_projects')
      .set({
        settings: patchSettings(jsonOf(current.settings), settings ?? {}),
        ...(domain !== undefined && { domain }),
        ...(userId !== undefined && { user_id: userId }),
        ...(timezone !== undefined && { timezone }),
      })
      .where('id', '=', id)
      .execute();
    return true;
  });
}

function allRows(db: Kysely<Database>): Promise<ProjectRow[]> {
  return db.selectFrom('analytics_projects').selectAll().orderBy('created_at').orderBy('id').execute();
}

async function rowsOfUser(db: Kysely<Database>, userId: string): Promise<ProjectRow[]> {
  const memberships = await db
    .selectFrom('analytics_members')
    .select(['project_id', 'user_id'])
    .where('user_id', '=', userId)
    .execute();
  const joined = new Set(
    memberships.filter((row) => isSameUser(row.user_id, userId)).map((row) => row.project_id),
  );
  const rows = await db
    .selectFrom('analytics_projects')
    .selectAll()
    .where((row) =>
      row.or([row('user_id', '=', userId), ...(joined.size > 0 ? [row('id', 'in', [...joined])] : [])]),
    )
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.filter((row) => joined.has(row.id) || isSameUser(row.user_id, userId));
}

/**
 * Whether a stored user is exactly this one. A column that took on the host's INT or case-blind type compares
 * loosely: to MySQL, `12abc` equals 12.
 */
export function isSameUser(stored: string | number | null, userId: string): boolean {
  return stored !== null && String(stored) === userId;
}

function assertId(id: string): void {
  if (!isId(id)) throw new TypeError(`not an id: ${JSON.stringify(id)}`);
}
