import { identifier, joinSql, param, type Sql, sql } from '../sql.ts';
import { sessionFacts } from './columns.ts';
import { deletedNumber, type NumberedSeal, numbersIn, type Seal, sealsOf } from './statements.ts';

/** What days are summed up by, beside the facts: not at all, by hour (UTC, 0 to 23), and by path. */
export type TotalsDimension = (typeof sessionFacts)[number] | 'all' | 'hour' | 'path';

function rowsOf(seal: Seal, table: string): Sql {
  return sql`${identifier(seal.database)}.${identifier(table)}
  WHERE project_id = ${param.string(seal.projectId)} AND seal IN ${sealsOf(seal)}`;
}

const head = sql`day, seal, max(sealed_at) AS sealed_at, max(expires_at) AS expires_at`;
const isBounce = sql`page_views = 1 AND has_custom_event = 0`;
export const devices = sql`groupBitmapStateIf(device_number, device_number > 0) AS devices`;
export const noDevices = sql`groupBitmapStateIf(toUInt32(0), 0) AS devices`;

/** With which all rows of `day_totals` begin. */
export const keys = 'project_id, day, seal, sealed_at, expires_at, dimension, value';

export interface Totals {
  /** Columns of `day_totals`. */
  readonly columns: string;
  readonly rows: Sql;
}

/**
 * What is summed up of the days of a seal, from its own rows. Sessions that are known to span days count with nothing that
 * is a session's own (`sessions`, `viewed`, `bounced`, `durations`, `duration_ms`), and not at all by fact and by path: reports add
 * them from their rows.
 */
export function dayTotals(seal: NumberedSeal): Totals[] {
  const project = sql`${param.string(seal.projectId)} AS project_id`;
  return [
    {
      columns: `${keys}, events, page_views, revenue, devices, profiles, anonymous`,
      rows: sql`SELECT ${project}, ${head}, parts.1 AS dimension, parts.2 AS value,
  sum(events) AS events, sum(page_views) AS page_views, sum(revenue) AS revenue, ${devices},
  groupBitmapStateIf(if(profile_number = 0, ${deletedNumber}, profile_number), is_profile) AS profiles, groupBitmapStateIf(device_number, NOT is_profile AND device_number > 0) AS anonymous
FROM (
  SELECT rows.*, profile_numbers.number AS profile_number
  FROM (SELECT * FROM ${rowsOf(seal, 'activity_slots')}) AS rows
  LEFT ANY JOIN (
    SELECT device_hash, number FROM ${numbersIn(seal)}
  ) AS profile_numbers ON rows.own_hash = profile_numbers.device_hash
)
ARRAY JOIN [('all', ''), ('hour', toString(toHour(slot)))] AS parts
GROUP BY day, seal, parts`,
    },
    {
      columns: `${keys}, devices, sessions, viewed, bounced, duration_ms`,
      rows: sql`SELECT ${project}, ${head}, parts.1 AS dimension, parts.2 AS value, ${noDevices},
  count() AS sessions, countIf(page_views > 0) AS viewed, countIf(${isBounce}) AS bounced,
  sum(toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at)) AS duration_ms
FROM (SELECT * FROM ${rowsOf(seal, 'session_days')} AND NOT spans_days)
ARRAY JOIN [('all', ''), ('hour', toString(toHour(started_at)))] AS parts
GROUP BY day, seal, parts`,
    },
    {
      columns: `${keys}, devices, page_views, sessions, durations, duration_ms`,
      rows: sql`SELECT ${project}, ${head}, 'path' AS dimension, path AS value, ${devices},
  sum(views) AS page_views, countIf(is_first) AS sessions, sum(durations) AS durations, toInt64(sum(duration_ms)) AS duration_ms
FROM ${rowsOf(seal, 'page_slots')} AND NOT spans_days
GROUP BY day, seal, path`,
    },
    {
      columns: `${keys}, devices, viewed, bounced`,
      rows: sql`SELECT ${project}, ${head}, 'path' AS dimension, entry_path AS value, ${noDevices},
  count() AS viewed, countIf(${isBounce}) AS bounced
FROM ${rowsOf(seal, 'session_days')} AND NOT spans_days AND page_views > 0
GROUP BY day, seal, entry_path`,
    },
    { columns: `${keys}, events, page_views, revenue, devices, sessions`, rows: totalsByFact(seal, project) },
  ];
}

function totalsByFact(seal: Seal, project: Sql): Sql {
  return byEachFact({
    keys: sql`day, seal`,
    selected: (dimension, value) => sql`${project}, ${head}, ${dimension} AS dimension, ${value} AS value,
  sum(events) AS events, sum(page_views) AS page_views, sum(revenue) AS revenue, ${devices},
  countIf(starts AND NOT is_mixed) + uniqExactIf(session_hash, is_mixed) AS sessions`,
    source: sql`FROM ${rowsOf(seal, 'activity_slots')} AND NOT spans_days`,
  });
}

interface ByFact {
  readonly keys: Sql;
  readonly selected: (dimension: Sql, value: Sql) => Sql;
  /** Rows with the facts of sessions as columns. */
  readonly source: Sql;
}

/** A query over rows by each of their facts: groups by keys, and what the fact is and its value. */
export function byEachFact({ keys, selected, source }: ByFact): Sql {
  const each = (of: (fact: Sql, name: string) => Sql, separator: Sql) =>
    joinSql(
      sessionFacts.map((name) => of(identifier(name), name)),
      separator,
    );
  const pick = (of: (fact: Sql, name: string) => Sql) =>
    sql`multiIf(${each((fact, name) => sql`grouping(${fact}) = 0, ${of(fact, name)}`, sql`, `)}, '')`;
  return sql`SELECT ${selected(
    pick((_, name) => sql`${param.string(name)}`),
    pick((fact) => sql`toString(${fact})`),
  )}
${source}
GROUP BY GROUPING SETS (${each((fact) => sql`(${keys}, ${fact})`, sql`, `)})`;
}
