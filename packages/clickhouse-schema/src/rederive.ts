import { insertSelectSettings } from './erase/statements.ts';
import type { InsertTarget } from './insert-rows.ts';
import { profileActivity } from './migrations/0001-events.ts';
import { deviceProfilesByNumber, deviceProfilesColumns } from './migrations/0040-newest-profile.ts';

/**
 * Derives again what the views made of the newest rows: those received within `windowMs` before the last one.
 * For a process that was killed between a table's insert and its views'.
 */
export async function rederive({ clickhouse, database }: InsertTarget, windowMs: number): Promise<void> {
  const recent = (table: string) =>
    `(SELECT * FROM ${database}.${table} WHERE created_at >= (SELECT max(created_at) FROM ${database}.${table}) - toIntervalMillisecond({window:UInt32}))`;
  const statements: readonly (readonly [string, string, string])[] = [
    [`device_profiles ${deviceProfilesColumns}`, deviceProfilesByNumber, recent('events')],
    [`device_profiles ${deviceProfilesColumns}`, deviceProfilesByNumber, recent('profile_changes')],
    [
      'profile_activity (project_id, profile_id, first_seen_at, last_seen_at)',
      profileActivity,
      recent('events'),
    ],
    [
      'profile_activity (project_id, profile_id, first_seen_at, last_seen_at)',
      profileActivity,
      recent('profile_changes'),
    ],
  ];
  for (const [into, select, from] of statements) {
    await clickhouse.command({
      query: `INSERT INTO ${database}.${into}\n${select.replace('$FROM', from)}`,
      query_params: { window: windowMs },
      // Equal states would be taken for the same insert and dropped.
      clickhouse_settings: insertSelectSettings,
    });
  }
}
