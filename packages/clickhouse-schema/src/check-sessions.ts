import type { InsertTarget } from './insert-rows.ts';
import { deriveSessions } from './rederive.ts';

export interface CheckedRange {
  readonly projectId: string;
  /** Milliseconds, both included; whole UTC days are checked. */
  readonly from: number;
  readonly to: number;
}

/** A query's parameters travel in the URL. */
const sessionsPerRepair = 1_000;

/**
 * Compares sessions with the events they are derived from, and derives those again that lack some: what a ClickHouse
 * that was killed between a table and its view left behind. A session cannot have too much, its states are idempotent.
 * Resolves with the ids that were repaired.
 */
export async function checkSessions(target: InsertTarget, range: CheckedRange): Promise<string[]> {
  const { clickhouse, database } = target;
  const inRange = `project_id = {projectId:String}
    AND toDate(timestamp) BETWEEN {first:Date} AND {last:Date}
    AND session_id != ''`;
  const result = await clickhouse.query({
    query: `SELECT session_id FROM (
  SELECT session_id, count() AS stored FROM ${database}.events WHERE ${inRange} GROUP BY session_id
) AS raw
LEFT JOIN (
  SELECT session_id, uniqExactMerge(page_views) + uniqExactMerge(other_events) AS derived
  FROM ${database}.sessions
  WHERE project_id = {projectId:String}
    AND session_id IN (SELECT session_id FROM ${database}.events WHERE ${inRange})
  GROUP BY session_id
) AS sessions USING (session_id)
WHERE stored > derived`,
    query_params: { projectId: range.projectId, first: dayOf(range.from), last: dayOf(range.to) },
    format: 'JSONCompactEachRow',
    // A cluster refuses Distributed tables inside Distributed ones otherwise; this asks for the inner ones once.
    clickhouse_settings: { distributed_product_mode: 'global' },
  });
  const lacking = (await result.json<[string]>()).map(([sessionId]) => sessionId);
  for (let first = 0; first < lacking.length; first += sessionsPerRepair) {
    await deriveSessions(target, { ...range, sessionIds: lacking.slice(first, first + sessionsPerRepair) });
  }
  return lacking;
}

/** Projects that received events in the range of days. */
export async function activeProjects(
  { clickhouse, database }: InsertTarget,
  range: Omit<CheckedRange, 'projectId'>,
): Promise<string[]> {
  const result = await clickhouse.query({
    query: `SELECT DISTINCT project_id FROM ${database}.events WHERE toDate(timestamp) BETWEEN {first:Date} AND {last:Date}`,
    query_params: { first: dayOf(range.from), last: dayOf(range.to) },
    format: 'JSONCompactEachRow',
  });
  return (await result.json<[string]>()).map(([projectId]) => projectId);
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
