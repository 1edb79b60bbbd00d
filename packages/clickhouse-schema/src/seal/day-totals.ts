import { identifier, joinSql, param, type Sql, sql } from '../sql.ts';
import { sessionFacts } from './columns.ts';
import { dayBits, type NumberedSeal, type Seal } from './statements.ts';

/** What days are summed up by, beside the facts: not at all, by hour (UTC, 0 to 23), and by path. */
export type TotalsDimension = (typeof sessionFacts)[number] | 'all' | 'hour' | 'path';

function sealsOf({ run, days }: Seal): Sql {
  return sql`${param.integers(days.map((day) => run * dayBits + day))}`;
}

function rowsOf(seal: Seal, table: string): Sql {
  return sql`${identifier(seal.database)}.${identifier(table)}
  WHERE project_id = ${param.string(seal.projectId)} AND seal IN ${sealsOf(seal)}`;
}

/** Selects `project_id, numbering, device_hash, number` for the days' devices that have no number yet: the next ones. */
export function newNumbers({
  database,
  projectId,
  days,
  numbering,
}: Pick<NumberedSeal, 'database' | 'projectId' | 'days' | 'numbering'>): Sql {
  const db = identifier(database);
  const project = param.string(projectId);
  const known = sql`${db}.device_numbers WHERE project_id = ${project} AND numbering = ${param.limit(numbering)}`;
  // Those who come often get numbers beside each other, which makes sets of them smaller.
  return sql`SELECT ${project} AS project_id, ${param.limit(numbering)} AS numbering, device_hash,
  toUInt32((SELECT max(number) FROM ${known}) + row_number() OVER (ORDER BY events DESC, device_hash)) AS number
FROM (
  SELECT cityHash64(device_id) AS device_hash, count() AS events FROM ${db}.events
  WHERE project_id = ${project} AND toDate(timestamp) IN ${param.days(days)} AND device_id != ''
    AND device_hash NOT IN (SELECT device_hash FROM ${known})
  GROUP BY device_hash
)`;
}

export interface NumberingState {
  readonly numbering: number;
  /** Whether each number is one device, and each device has one number. */
  readonly is_sound: 0 | 1;
}

/** Selects the `NumberingState` of a project's newest numbering, or nothing. */
export function newestNumbering(database: string, projectId: string): Sql {
  return sql`SELECT numbering, count() = uniqExact(number) AND count() = uniqExact(device_hash) AS is_sound
FROM ${identifier(database)}.device_numbers
WHERE project_id = ${param.string(projectId)}
GROUP BY numbering
ORDER BY numbering DESC
LIMIT 1`;
}

const head = sql`day, seal, max(sealed_at) AS sealed_at, max(expires_at) AS expires_at`;
const devices = sql`groupBitmapStateIf(device_number, device_number > 0) AS devices`;
const noDevices = sql`groupBitmapStateIf(toUInt32(0), 0) AS devices`;

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
export function dayTotals(seal: Seal): Totals[] {
  const project = sql`${param.string(seal.projectId)} AS project_id`;
  const keys = 'project_id, day, seal, sealed_at, expires_at, dimension, value';
  return [
    {
      columns: `${keys}, events, page_views, revenue, devices`,
      rows: sql`SELECT ${project}, ${head}, parts.1 AS dimension, parts.2 AS value,
  sum(events) AS events, sum(page_views) AS page_views, sum(revenue) AS revenue, ${devices}
FROM (SELECT * FROM ${rowsOf(seal, 'activity_slots')})
ARRAY JOIN [('all', ''), ('hour', toString(toHour(slot)))] AS parts
GROUP BY day, seal, parts`,
    },
    {
      columns: `${keys}, devices, sessions, viewed, bounced, duration_ms`,
      rows: sql`SELECT ${project}, ${head}, parts.1 AS dimension, parts.2 AS value, ${noDevices},
  count() AS sessions, countIf(page_views > 0) AS viewed, countIf(page_views = 1 AND has_custom_event = 0) AS bounced,
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
  count() AS viewed, countIf(page_views = 1 AND has_custom_event = 0) AS bounced
FROM ${rowsOf(seal, 'session_days')} AND NOT spans_days AND page_views > 0
GROUP BY day, seal, entry_path`,
    },
    { columns: `${keys}, events, page_views, revenue, devices, sessions`, rows: totalsByFact(seal, project) },
  ];
}

function totalsByFact(seal: Seal, project: Sql): Sql {
  const each = (of: (fact: Sql, name: string) => Sql, separator: Sql) =>
    joinSql(
      sessionFacts.map((name) => of(identifier(name), name)),
      separator,
    );
  const pick = (of: (fact: Sql, name: string) => Sql) =>
    sql`multiIf(${each((fact, name) => sql`grouping(${fact}) = 0, ${of(fact, name)}`, sql`, `)}, '')`;
  return sql`SELECT ${project}, ${head}, ${pick((_, name) => sql`${param.string(name)}`)} AS dimension, ${pick((fact) => sql`toString(${fact})`)} AS value,
  sum(events) AS events, sum(page_views) AS page_views, sum(revenue) AS revenue, ${devices},
  countIf(starts AND NOT is_mixed) + uniqExactIf(session_hash, is_mixed) AS sessions
FROM ${rowsOf(seal, 'activity_slots')} AND NOT spans_days
GROUP BY GROUPING SETS (${each((fact) => sql`(day, seal, ${fact})`, sql`, `)})`;
}
