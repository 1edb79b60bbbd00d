import { type DdlTarget, localSuffix, localTable, onCluster, tablesOf } from '../ddl.ts';
import { sessionFacts } from '../seal/columns.ts';

const isPageView = "name IN ('screen_view', 'page_view', '$pageview')";

/** Rows stored before have no order of their own, but always the same. */
const sequence = 'sequence UInt32 DEFAULT toUInt32(bitAnd(cityHash64(id), 16777215)) CODEC(T64, ZSTD(1))';

const order =
  'bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence))';

/**
 * Messages know in which order they were sent: by when they were received, and by `sequence` within that millisecond.
 *
 * Days are sealed again after it, since sealed rows say what a session's first and last event are.
 */
export const messageSequence = {
  id: '0026-sequence',
  statements: (target: DdlTarget): string[] => {
    const { database } = target;
    const everywhere = onCluster(target);
    return [
      ...['events', 'profile_changes'].flatMap((table) =>
        tablesOf(target, table).map((name) => `ALTER TABLE ${name} ADD COLUMN IF NOT EXISTS ${sequence}`),
      ),
      ...['events', 'changes'].map((source) => {
        const from = source === 'events' ? 'events' : 'profile_changes';
        return `ALTER TABLE ${database}.device_profiles_from_${source}${everywhere} MODIFY QUERY\n${deviceProfilesBySequence.replace('$FROM', `${database}.${from}${localSuffix(target)}`)}`;
      }),
      `CREATE OR REPLACE VIEW ${database}.sessions${everywhere} AS
SELECT
  project_id,
  session_id,
  argMin(e.device_id, ${order}) AS device_id,
  max(e.profile_id) AS profile_id,
  min(e.timestamp) AS started_at,
  max(e.timestamp) AS ended_at,
  countIf(${isPageView}) AS page_views,
  countIf(NOT ${isPageView}) AS other_events,
  count() AS events,
  countIf(${isPageView}) = 1 AND max(NOT ${isPageView} AND name NOT IN ('session_start', 'session_end')) = 0 AS is_bounce,
  sum(e.revenue) AS revenue,
  argMinIf(e.path, ${order}, ${isPageView}) AS entry_path,
  argMaxIf(e.path, ${order}, ${isPageView}) AS exit_path,
${sessionFacts.map((fact) => `  argMin(e.${fact}, ${order}) AS ${fact}`).join(',\n')}
FROM ${database}.events AS e
WHERE session_id != ''
GROUP BY project_id, session_id`,
      ...['sealed_days', 'day_seams'].map((table) => `TRUNCATE TABLE IF EXISTS ${localTable(target, table)}`),
    ];
  },
};

/**
 * The profile each device was last seen with: from events, or changes, that carry both ids.
 *
 * TRICKY: the states' second key is an id. What orders the messages of a millisecond stands in its place, as an id that is
 * compared by this number; another type would mean a new table and all events read again.
 */
const deviceProfilesBySequence = `SELECT
  project_id,
  device_id,
  argMaxState(profile_id, (timestamp, reinterpretAsUUID(reinterpretAsFixedString(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24), toUInt128(sequence)))))) AS profile_id_state
FROM $FROM
WHERE profile_id != '' AND device_id != ''
GROUP BY project_id, device_id`;
