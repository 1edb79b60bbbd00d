import { type DdlTarget, dropTables, onCluster } from '../ddl.ts';
import { sessionFacts } from '../seal/columns.ts';

const isPageView = "name IN ('screen_view', 'page_view', '$pageview')";

/**
 * `sessions` is asked of the events themselves, and so can never say something else than they do. States for each session
 * took 25 bytes an event and were merged by every report; what reports read now are the sealed days.
 */
export const sessions = {
  id: '0021-sessions',
  statements: (target: DdlTarget): string[] => {
    const { database } = target;
    const everywhere = onCluster(target);
    return [
      `DROP VIEW IF EXISTS ${database}.sessions_from_events${everywhere} SYNC`,
      ...dropTables(target, ['sessions']),
      `CREATE VIEW IF NOT EXISTS ${database}.sessions${everywhere} AS
SELECT
  project_id,
  session_id,
  argMin(e.device_id, (e.timestamp, e.id)) AS device_id,
  max(e.profile_id) AS profile_id,
  min(e.timestamp) AS started_at,
  max(e.timestamp) AS ended_at,
  countIf(${isPageView}) AS page_views,
  countIf(NOT ${isPageView}) AS other_events,
  count() AS events,
  countIf(${isPageView}) = 1 AND max(NOT ${isPageView} AND name NOT IN ('session_start', 'session_end')) = 0 AS is_bounce,
  sum(e.revenue) AS revenue,
  argMinIf(e.path, (e.timestamp, e.id), ${isPageView}) AS entry_path,
  argMaxIf(e.path, (e.timestamp, e.id), ${isPageView}) AS exit_path,
${sessionFacts.map((fact) => `  argMin(e.${fact}, (e.timestamp, e.id)) AS ${fact}`).join(',\n')}
FROM ${database}.events AS e
WHERE session_id != ''
GROUP BY project_id, session_id`,
    ];
  },
};
