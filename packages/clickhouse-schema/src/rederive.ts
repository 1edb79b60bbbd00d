import type { InsertTarget } from './insert-rows.ts';
import { deviceProfiles, profileActivity, sessionsFromEvents } from './migrations/0001-events.ts';

export const sessionColumns =
  'project_id, session_id, device_id, profile_id, started_at, ended_at, page_views, other_events, has_custom_event, revenues, entry_path, exit_path, entry, retention_until';

/** Equal states would be taken for the same insert and dropped. */
const insertSettings = { async_insert: 0, insert_deduplicate: 0, distributed_foreground_insert: 1 } as const;

export interface SessionsToDerive {
  readonly projectId: string;
  readonly sessionIds: readonly string[];
  /** Milliseconds: the first and last known event; others are looked for within a day of them. */
  readonly from: number;
  readonly to: number;
}

/** Derives sessions from their events once more. Their states are idempotent: only what was missing is added. */
export async function deriveSessions(
  { clickhouse, database }: InsertTarget,
  sessions: SessionsToDerive,
): Promise<void> {
  const events = `(
  SELECT * FROM ${database}.events
  WHERE project_id = {projectId:String}
    AND toDate(timestamp) >= toDate(toDateTime({from:UInt32}, 'UTC')) - 1
    AND toDate(timestamp) <= toDate(toDateTime({to:UInt32}, 'UTC')) + 1
    AND session_id IN {sessionIds:Array(String)}
)`;
  await clickhouse.command({
    query: `INSERT INTO ${database}.sessions (${sessionColumns})\n${sessionsFromEvents.replace('$FROM', events)}`,
    query_params: {
      projectId: sessions.projectId,
      from: Math.floor(sessions.from / 1_000),
      to: Math.ceil(sessions.to / 1_000),
      sessionIds: [...sessions.sessionIds],
    },
    clickhouse_settings: insertSettings,
  });
}

/**
 * Derives again what the views made of the newest rows: those received within `windowMs` before the last one.
 * For a process that was killed between a table's insert and its views'.
 */
export async function rederive({ clickhouse, database }: InsertTarget, windowMs: number): Promise<void> {
  const recent = (table: string) =>
    `(SELECT * FROM ${database}.${table} WHERE created_at >= (SELECT max(created_at) FROM ${database}.${table}) - toIntervalMillisecond({window:UInt32}))`;
  const wholeSessions = `(
  SELECT * FROM ${database}.events
  WHERE (project_id, session_id) IN (SELECT DISTINCT project_id, session_id FROM ${recent('events')})
)`;
  const statements: readonly (readonly [string, string, string])[] = [
    [`sessions (${sessionColumns})`, sessionsFromEvents, wholeSessions],
    ['device_profiles (project_id, device_id, profile_id_state)', deviceProfiles, recent('events')],
    ['device_profiles (project_id, device_id, profile_id_state)', deviceProfiles, recent('profile_changes')],
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
      clickhouse_settings: insertSettings,
    });
  }
}
