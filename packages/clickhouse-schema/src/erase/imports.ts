import { eraseEvents, linkDevices, renewActivity } from '../erase.ts';
import { writeProfiles } from '../profiles/write-profiles.ts';
import { identifier, joinSql, param, type Sql, sql } from '../sql.ts';
import { mutate } from './mutate.ts';
import { type EraseTarget, piecesOf, select } from './statements.ts';

/** What `sdk_name` says of events that an import brought; `sdk_version` is its id. */
export const importSdk = 'import';

export interface StoredImport {
  readonly id: string;
  readonly events: number;
  readonly robots: number;
  /** What was said of profiles and groups. */
  readonly changes: number;
  /** Sums of another product; see `storeTotals`. */
  readonly totals: number;
  /** Milliseconds; null where nothing of it was undone. */
  readonly undoneAt: number | null;
}

/** The project's imports, and those that were undone. */
export async function listImports(target: EraseTarget, projectId: string): Promise<StoredImport[]> {
  const project = sql`project_id = ${param.string(projectId)}`;
  const from = (table: string) => sql`FROM ${identifier(target.database)}.${identifier(table)}`;
  const ofChanges = ['profile_changes', 'groups'].map(
    (table) =>
      sql`SELECT import_id AS id, 0 AS events, 0 AS robots, count() AS changes, 0 AS totals, 0 AS undone ${from(table)} WHERE ${project} AND import_id != '' GROUP BY id`,
  );
  const parts = [
    sql`SELECT sdk_version AS id, count() AS events, 0 AS robots, 0 AS changes, 0 AS totals, 0 AS undone ${from('events')} WHERE ${project} AND sdk_name = ${param.string(importSdk)} GROUP BY id`,
    sql`SELECT import_id AS id, 0 AS events, count() AS robots, 0 AS changes, 0 AS totals, 0 AS undone ${from('events_bots')} WHERE ${project} AND import_id != '' GROUP BY id`,
    ...ofChanges,
    sql`SELECT import_id AS id, 0 AS events, 0 AS robots, 0 AS changes, uniqExact(breakdown, day, dimensions) AS totals, 0 AS undone ${from('imported_totals')} WHERE ${project} GROUP BY id`,
    sql`SELECT import_id AS id, 0 AS events, 0 AS robots, 0 AS changes, 0 AS totals, max(toUnixTimestamp64Milli(undone_at)) AS undone ${from('undone_imports')} WHERE ${project} GROUP BY id`,
  ];
  const rows = await select<[string, ...(number | string)[]]>(
    target,
    sql`SELECT id, sum(events), sum(robots), sum(changes), sum(totals), max(undone) FROM (${joinSql(parts, sql` UNION ALL `)}) GROUP BY id ORDER BY id`,
  );
  return rows.map(([id, ...numbers]) => {
    const [events = 0, robots = 0, changes = 0, totals = 0, undone = 0] = numbers.map(Number);
    return { id, events, robots, changes, totals, undoneAt: undone === 0 ? null : undone };
  });
}

/**
 * Erases all that came by an import, and derives anew what profiles and devices were known by. May be repeated. What
 * still waits in the queue is stored afterwards; ids of erased messages stay known as duplicates for 24 hours.
 */
export async function eraseImport(
  target: EraseTarget,
  projectId: string,
  importId: string,
): Promise<Omit<StoredImport, 'id' | 'undoneAt'>> {
  const stored = (await listImports(target, projectId)).find(({ id }) => id === importId);
  await noteUndone(target, projectId, importId);
  const ofEvents = sql`sdk_name = ${param.string(importSdk)} AND sdk_version = ${param.string(importId)}`;
  const ofOthers = sql`import_id = ${param.string(importId)}`;
  const touched = await touchedBy(target, projectId, ofEvents, ofOthers);

  await eraseEvents(target, projectId, ofEvents);
  for (const table of ['events_bots', 'profile_changes', 'groups', 'imported_totals']) {
    await mutate(target, table, { where: sql`project_id = ${param.string(projectId)} AND ${ofOthers}` });
  }
  for (const devices of piecesOf(touched.devices)) {
    await mutate(target, 'device_profiles', {
      where: sql`project_id = ${param.string(projectId)} AND device_id IN ${param.strings(devices)}`,
    });
    await linkDevices(target, projectId, devices);
  }
  for (const profiles of piecesOf(touched.profiles)) {
    await renewActivity(target, projectId, profiles);
    await mutate(target, 'profiles', {
      where: sql`project_id = ${param.string(projectId)} AND profile_id IN ${param.strings(profiles)}`,
    });
    await writeProfiles(target, projectId, profiles);
  }
  const { events = 0, robots = 0, changes = 0, totals = 0 } = stored ?? {};
  return { events, robots, changes, totals };
}

async function touchedBy(target: EraseTarget, projectId: string, ofEvents: Sql, ofOthers: Sql) {
  const project = sql`project_id = ${param.string(projectId)}`;
  const from = (table: string) => sql`FROM ${identifier(target.database)}.${identifier(table)}`;
  const ids = async (column: string, alsoAliases: boolean) => {
    const name = identifier(column);
    const parts = [
      sql`SELECT ${name} AS id ${from('events')} WHERE ${project} AND ${ofEvents}`,
      sql`SELECT ${name} AS id ${from('profile_changes')} WHERE ${project} AND ${ofOthers}`,
      ...(alsoAliases
        ? [sql`SELECT alias AS id ${from('profile_changes')} WHERE ${project} AND ${ofOthers}`]
        : []),
    ];
    const rows = await select<[string]>(
      target,
      sql`SELECT DISTINCT id FROM (${joinSql(parts, sql` UNION ALL `)}) WHERE id != ''`,
    );
    return rows.map(([id]) => id);
  };
  return { profiles: await ids('profile_id', true), devices: await ids('device_id', false) };
}

async function noteUndone(
  { clickhouse, database }: EraseTarget,
  projectId: string,
  importId: string,
): Promise<void> {
  await clickhouse.insert({
    table: `${database}.undone_imports`,
    columns: ['project_id', 'import_id'],
    values: [[projectId, importId]],
    format: 'JSONCompactEachRow',
    clickhouse_settings: { async_insert: 0, distributed_foreground_insert: 1 },
  });
}
