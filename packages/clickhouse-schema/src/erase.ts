import { noteDeleted } from './erase/deleted-projects.ts';
import { forgetNumbers } from './erase/forget-numbers.ts';
import { type Identities, identitiesOf, partsOf } from './erase/identities.ts';
import { mutate } from './erase/mutate.ts';
import { type EraseTarget, insertSelect, piecesOf, select } from './erase/statements.ts';
import { profileActivity } from './migrations/0001-events.ts';
import { deviceProfilesByNumber, deviceProfilesColumns } from './migrations/0040-newest-profile.ts';
import { forgetDays, sealedTables } from './seal/drop-seals.ts';
import { identifier, param, type Sql, sql, toQuery } from './sql.ts';
import { shortenGuard } from './stored-rows/forget-rows.ts';

export type { EraseTarget } from './erase/statements.ts';

export interface Erased {
  /** How many events there were. */
  readonly events: number;
}

/**
 * Erases a person, by any of their ids: the events that reports count as theirs, those sessions, what identify and
 * its like said, the profile and the links to devices. What other people did in the same sessions stays. May be
 * repeated; what makes the person findable goes last, so that a call that broke off can be made again.
 *
 * Messages that wait in the queue are stored afterwards. The ids of erased events stay known as duplicates for as
 * long as claims are kept (24 hours), since a client that sends an event again would bring it back.
 */
export async function erasePerson(
  target: EraseTarget,
  projectId: string,
  id: string,
): Promise<Erased & Identities> {
  assertNamed(id);
  const person = await identitiesOf(target, projectId, id);
  const parts = partsOf(person);
  const project = param.string(projectId);
  let events = 0;
  for (const part of parts) {
    const theirs = rowsOf(part);
    events += await eraseEvents(target, projectId, theirs);
    const changes = sql`project_id = ${project} AND kind != 'alias' AND (${theirs})`;
    await mutate(target, 'profile_changes', { where: changes });
    const profiles = sql`project_id = ${project} AND profile_id IN ${param.strings(part.ids)}`;
    await mutate(target, 'profile_activity', { where: profiles });
    await mutate(target, 'profiles', { where: profiles });
    const listed = sql`id IN ${param.strings(part.ids)} OR id IN ${param.strings(part.devices)}`;
    await mutate(target, 'listed_ids', { where: sql`project_id = ${project} AND (${listed})` });
  }
  await forgetNumbers(target, projectId, [...person.ids, ...person.devices]);
  for (const { ids, devices } of parts) {
    const links = sql`device_id IN ${param.strings(devices)} OR finalizeAggregation(profile_id_state) IN ${param.strings(ids)}`;
    await mutate(target, 'device_profiles', { where: sql`project_id = ${project} AND (${links})` });
  }
  for (const { ids } of parts) {
    const names = param.strings(ids);
    const aliases = sql`kind = 'alias' AND (profile_id IN ${names} OR alias IN ${names})`;
    await mutate(target, 'profile_changes', { where: sql`project_id = ${project} AND ${aliases}` });
  }
  // Somebody else who was identified on one of the devices before is its owner now, as if this person never was.
  for (const { devices } of parts) await linkDevices(target, projectId, devices);
  return { events, ...person };
}

/**
 * Erases what came from a device, whoever used it: its events, its sessions, and its mention in profiles. What
 * people said of themselves stays theirs. May be repeated.
 */
export async function eraseDevice(target: EraseTarget, projectId: string, deviceId: string): Promise<Erased> {
  assertNamed(deviceId);
  const project = param.string(projectId);
  const device = param.string(deviceId);
  const profiles = await select<[string]>(
    target,
    sql`SELECT DISTINCT profile_id FROM ${identifier(target.database)}.events
WHERE project_id = ${project} AND device_id = ${device} AND profile_id != ''`,
  );
  const events = await eraseEvents(target, projectId, sql`device_id = ${device}`);
  const own = sql`project_id = ${project} AND device_id = ${device}`;
  await mutate(target, 'profile_changes', { where: sql`${own} AND profile_id = ''` });
  await mutate(target, 'profile_changes', { set: sql`device_id = ''`, where: own });
  await mutate(target, 'profiles', {
    set: sql`device_ids = arrayFilter(one -> one != ${device}, device_ids)`,
    where: sql`project_id = ${project} AND has(device_ids, ${device})`,
  });
  await mutate(target, 'device_profiles', { where: own });
  await forgetNumbers(target, projectId, [deviceId]);
  for (const piece of piecesOf(profiles.map(([id]) => id))) await renewActivity(target, projectId, piece);
  return { events };
}

/** Every table with rows of a project: what came in before what was derived from it. */
const projectTables = [
  'events',
  'events_bots',
  'profile_changes',
  'groups',
  'sealed_days',
  ...sealedTables,
  'spanning_sessions',
  'day_seams',
  'device_numbers',
  'device_profiles',
  'profile_activity',
  'profiles',
  'ingest_counters',
  'displaced_ids',
  'listed_ids',
  'undone_imports',
  'imported_totals',
] as const;

/** Erases all rows of a project, which is deleted from here on: `projectsToErase` finds what still comes in. May be repeated. */
export async function eraseProject(target: EraseTarget, projectId: string): Promise<Erased> {
  await noteDeleted(target, projectId);
  const where = sql`project_id = ${param.string(projectId)}`;
  const events = await countEvents(target, where);
  for (const table of projectTables) await mutate(target, table, { where });
  return { events };
}

/**
 * Gives rows that are stored the project's new retention in days, 0 for ever; new rows bring their own. Goes on in
 * the background, and takes what is too old with it.
 */
export async function changeRetention(target: EraseTarget, projectId: string, days: number): Promise<void> {
  const project = param.string(projectId);
  const retention = param.limit(days);
  await shortenGuard(target, sql`project_id = ${project}`, days);
  await mutate(target, 'events', {
    set: sql`retention_days = ${retention}`,
    where: sql`project_id = ${project} AND retention_days != ${retention}`,
    inBackground: true,
  });
  const until = days === 0 ? forEver : sql`toDateTime(day) + toIntervalDay(${param.limit(days + 1)})`;
  for (const table of sealedTables) {
    await mutate(target, table, {
      set: sql`expires_at = ${until}`,
      where: sql`project_id = ${project} AND expires_at != ${until}`,
      inBackground: true,
    });
  }
}

/** As sealed rows have it. */
const forEver = sql`toDateTime('2106-01-01 00:00:00', 'UTC')`;

/** An empty id is how rows say that they have none: it would take everybody's. */
function assertNamed(id: string): void {
  if (id === '') throw new TypeError('nobody has an empty id');
}

/** A condition on `events` and `profile_changes`: those of the person. */
function rowsOf({ ids, devices }: Identities): Sql {
  return sql`profile_id IN ${param.strings(ids)} OR (profile_id = '' AND device_id IN ${param.strings(devices)})`;
}

/** Sums of days are deleted before the events, by which a repeated call finds the days; and again afterwards, since a day may be summed up meanwhile. */
export async function eraseEvents(target: EraseTarget, projectId: string, theirs: Sql): Promise<number> {
  const inProject = sql`project_id = ${param.string(projectId)} AND (${theirs})`;
  const days = await select<[number | string, number | string]>(
    target,
    sql`SELECT toUInt32(toDate(timestamp)) AS day, count() FROM ${identifier(target.database)}.events WHERE ${inProject} GROUP BY day`,
  );
  const touched = { projectId, days: days.map(([day]) => Number(day)) };
  await forgetDays(target, touched);
  await mutate(target, 'events', { where: inProject });
  await forgetDays(target, touched);
  return days.reduce((sum, [, events]) => sum + Number(events), 0);
}

async function countEvents(target: EraseTarget, condition: Sql): Promise<number> {
  const counted = sql`SELECT count() FROM ${identifier(target.database)}.events WHERE ${condition}`;
  const [row] = await select<[string | number]>(target, counted);
  return Number(row?.[0] ?? 0);
}

/** Who a device was last identified as, from what is left. */
export async function linkDevices(
  target: EraseTarget,
  projectId: string,
  deviceIds: readonly string[],
): Promise<void> {
  if (deviceIds.length === 0) return;
  await derive(target, `device_profiles ${deviceProfilesColumns}`, deviceProfilesByNumber, {
    projectId,
    rows: sql`device_id IN ${param.strings(deviceIds)}`,
  });
}

/** When profiles were first and last seen, from what is left. */
export async function renewActivity(
  target: EraseTarget,
  projectId: string,
  profileIds: readonly string[],
): Promise<void> {
  const rows = sql`profile_id IN ${param.strings(profileIds)}`;
  await mutate(target, 'profile_activity', {
    where: sql`project_id = ${param.string(projectId)} AND ${rows}`,
  });
  const columns = '(project_id, profile_id, first_seen_at, last_seen_at)';
  await derive(target, `profile_activity ${columns}`, profileActivity, { projectId, rows });
}

async function derive(
  target: EraseTarget,
  into: string,
  statement: string,
  from: { readonly projectId: string; readonly rows: Sql },
): Promise<void> {
  for (const table of ['events', 'profile_changes']) {
    const source = sql`(
  SELECT * FROM ${identifier(target.database)}.${identifier(table)}
  WHERE project_id = ${param.string(from.projectId)} AND ${from.rows}
)`;
    const { query, query_params } = toQuery(source);
    await insertSelect(target, into, { query: statement.replace('$FROM', () => query), query_params });
  }
}
