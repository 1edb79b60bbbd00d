import { type DdlTarget, localTable, onCluster } from '../ddl.ts';
import { acquisitionFacts, deviceFacts } from '../seal/columns.ts';

const isPageView = "name IN ('screen_view', 'page_view', '$pageview')";

const order =
  'bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence))';
const viewsFirst = `bitOr(bitShiftLeft(toUInt128(NOT (${isPageView})), 120), ${order})`;

/**
 * How a session came is what its first page view says: an event that a script sends before it knows no referrer.
 *
 * Days are sealed again after it, since sealed rows say how sessions came.
 */
export const acquisition = {
  id: '0029-acquisition',
  statements: (target: DdlTarget): string[] => {
    const { database } = target;
    return [
      `CREATE OR REPLACE VIEW ${database}.sessions${onCluster(target)} AS
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
${[
  ...acquisitionFacts.map((fact) => `  argMin(e.${fact}, ${viewsFirst}) AS ${fact}`),
  ...deviceFacts.map((fact) => `  argMin(e.${fact}, ${order}) AS ${fact}`),
].join(',\n')}
FROM ${database}.events AS e
WHERE session_id != ''
GROUP BY project_id, session_id`,
      ...['sealed_days', 'day_seams'].map((table) => `TRUNCATE TABLE IF EXISTS ${localTable(target, table)}`),
    ];
  },
};
