import { select } from '../erase/statements.ts';
import type { InsertTarget } from '../insert-rows.ts';
import { identifier, param, sql } from '../sql.ts';
import { type NumberedSeal, sealsOf, totalsNumbersOf } from './statements.ts';

/**
 * How many events each day of a seal has, where all of its tables tell the same of it. A day that was forgotten while it was summed up has lost
 * rows of those that were written by then.
 */
export async function eventsInAllSums(
  target: InsertTarget,
  seal: NumberedSeal,
): Promise<ReadonlyMap<number, string>> {
  const db = identifier(seal.database);
  const ofProject = sql`project_id = ${param.string(seal.projectId)}`;
  const ofSeal = sql`WHERE ${ofProject} AND seal IN ${sealsOf(seal)}`;
  const rows = await select<[number, string]>(
    target,
    sql`SELECT toUInt32(day), toString(sum(in_totals)) FROM (
  SELECT day, events AS in_totals, 0 AS in_slots, 0 AS of_sessions, 0 AS in_sessions, 0 AS viewed, 0 AS in_pages
  FROM ${db}.day_totals WHERE ${ofProject} AND dimension = 'all' AND seal IN ${totalsNumbersOf(seal)}
  UNION ALL
  SELECT day, 0, events, if(session_hash = cityHash64(''), 0, events), 0, page_views, 0 FROM ${db}.activity_slots ${ofSeal}
  UNION ALL
  SELECT day, 0, 0, 0, page_views + other_events, 0, 0 FROM ${db}.session_days ${ofSeal}
  UNION ALL
  SELECT day, 0, 0, 0, 0, 0, views FROM ${db}.page_slots ${ofSeal}
)
GROUP BY day
HAVING sum(in_totals) = sum(in_slots) AND sum(of_sessions) = sum(in_sessions) AND sum(viewed) = sum(in_pages)`,
  );
  return new Map(rows.map(([day, events]) => [Number(day), events]));
}
