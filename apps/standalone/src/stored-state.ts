import type { InsertTarget } from '@gatrix/analytics-clickhouse-schema';
import { messageKey } from '@gatrix/analytics-idempotency';

interface StoredMessage {
  readonly project_id: string;
  readonly id: string;
  readonly at: string | number;
}

/**
 * The keys of messages stored since `since` (milliseconds), oldest first: the duplicates that a process which was
 * killed can no longer recognise by itself.
 */
export async function* storedMessageKeys(
  { clickhouse, database }: InsertTarget,
  since: number,
  limit: number,
) {
  const from = tables
    .map(
      (table) =>
        `SELECT project_id, id, created_at FROM ${database}.${table} WHERE created_at >= {since:DateTime64(3, 'UTC')}`,
    )
    .join('\nUNION ALL\n');
  const result = await clickhouse.query({
    query: `SELECT project_id, toString(id) AS id, toUnixTimestamp64Milli(created_at) AS at FROM (
  SELECT * FROM (${from}) ORDER BY created_at DESC LIMIT {limit:UInt32}
) ORDER BY at`,
    query_params: { since: instant(since), limit },
    format: 'JSONEachRow',
  });
  for await (const rows of result.stream<StoredMessage>()) {
    for (const row of rows) {
      const { project_id, id, at } = row.json();
      yield { key: messageKey(project_id, id), storedAt: Number(at) };
    }
  }
}

const tables = ['events', 'events_bots', 'profile_changes', 'groups'];

interface StoredSession {
  readonly project_id: string;
  readonly device: string;
  readonly profile: string;
  readonly session_id: string;
  readonly start: string | number;
  readonly last: string | number;
}

/** Sessions that an event of now can still belong to, or that took events lately. Times are milliseconds. */
export async function* openSessions({ clickhouse, database }: InsertTarget, since: number) {
  const result = await clickhouse.query({
    query: `SELECT project_id, any(device_id) AS device, argMaxIf(profile_id, timestamp, profile_id != '') AS profile, session_id,
  toUnixTimestamp64Milli(min(timestamp)) AS start, toUnixTimestamp64Milli(max(timestamp)) AS last
FROM ${database}.events
WHERE toDate(timestamp) >= toDate({since:DateTime64(3, 'UTC')}) AND session_id != '' AND device_id != ''
GROUP BY project_id, session_id
ORDER BY start`,
    query_params: { since: instant(since) },
    format: 'JSONEachRow',
  });
  for await (const rows of result.stream<StoredSession>()) {
    for (const row of rows) {
      const { project_id, device, profile, session_id, start, last } = row.json();
      yield {
        projectId: project_id,
        deviceId: device,
        profileId: profile,
        sessionId: session_id,
        start: Number(start),
        last: Number(last),
      };
    }
  }
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '');
}
