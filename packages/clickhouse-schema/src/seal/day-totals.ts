import { identifier, joinSql, param, type Sql, sql } from '../sql.ts';
import { sessionFacts, slotSeconds } from './columns.ts';
import { partAt, timesOf } from './day-parts.ts';
import { deletedNumber, type NumberedSeal, numbersIn, type Seal, sealsOf } from './statements.ts';

/** What days are summed up by, beside the facts: not at all, by hour (UTC, 0 to 23), and by path. */
export type TotalsDimension = (typeof sessionFacts)[number] | 'all' | 'hour' | 'path';

/** Rows of sealed days, whose `seal` is the number of the part of the day that a time of theirs lies in. */
function rowsOf(seal: Seal, table: string, time: Sql, where = sql``): Sql {
  return sql`(
  SELECT * EXCEPT seal, part AS seal FROM (
    SELECT *, ${partAt(seal.midnights, { number: sql`seal`, day: sql`day`, time })} AS part
    FROM ${identifier(seal.database)}.${identifier(table)}
    WHERE project_id = ${param.string(seal.projectId)} AND seal IN ${sealsOf(seal)}${where}
  )
)`;
}

const slot = sql`slot`;
const startedAt = sql`started_at`;
const ofOneDay = sql` AND NOT spans_days`;

/**
 * Rows by slot of sessions of one day, with `has_events`, where their sums count under the row's `seal`, and `has_session`, where their session does. Two for
 * a row whose session counts in the other part of the day, since it started there.
 */
function rowsWithSessions(seal: Seal, table: string, saysSession: Sql): Sql {
  const rows = rowsOf(seal, table, slot, ofOneDay);
  if (seal.midnights.size === 0) return sql`(SELECT *, 1 AS has_events, 1 AS has_session FROM ${rows})`;
  const started = sql`slot - slots_before * ${param.limit(slotSeconds)}`;
  const first = partAt(seal.midnights, { number: sql`toInt64(abs(seal))`, day: sql`day`, time: started });
  return sql`(
  SELECT * EXCEPT (of_events, of_session), counted.1 AS seal, counted.2 AS has_events, counted.3 AS has_session
  FROM (SELECT * EXCEPT seal, seal AS of_events, ${first} AS of_session FROM ${rows})
  ARRAY JOIN if(${saysSession} AND of_events != of_session, [(of_events, 1, 0), (of_session, 0, 1)], [(of_events, 1, 1)]) AS counted
)`;
}

const head = sql`day, seal, max(sealed_at) AS sealed_at, max(expires_at) AS expires_at`;
const isBounce = sql`page_views = 1 AND has_custom_event = 0`;
export const devices = sql`groupBitmapStateIf(device_number, device_number > 0) AS devices`;
const devicesOfEvents = sql`groupBitmapStateIf(device_number, has_events AND device_number > 0) AS devices`;
export const noDevices = sql`groupBitmapStateIf(toUInt32(0), 0) AS devices`;

/** With which all rows of `day_totals` begin. */
export const keys = 'project_id, day, seal, sealed_at, expires_at, dimension, value';

export interface Totals {
  /** Columns of `day_totals`. */
  readonly columns: string;
  readonly rows: Sql;
}

/**
 * What is summed up of the days of a seal, from its own rows, and apart of what lies behind a midnight of the project's zone. Events count where they happened, and
 * what is a session's own where that started. Sessions that are known to span days count with nothing that
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
  FROM ${rowsOf(seal, 'activity_slots', slot)} AS rows
  LEFT ANY JOIN (
    SELECT device_hash, number FROM ${numbersIn(seal)}
  ) AS profile_numbers ON rows.own_hash = profile_numbers.device_hash
)
ARRAY JOIN ${timesOf(seal.midnights, slot)} AS parts
GROUP BY day, seal, parts`,
    },
    {
      columns: `${keys}, devices, sessions, viewed, bounced, duration_ms`,
      rows: sql`SELECT ${project}, ${head}, parts.1 AS dimension, parts.2 AS value, ${noDevices},
  count() AS sessions, countIf(page_views > 0) AS viewed, countIf(${isBounce}) AS bounced,
  sum(toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at)) AS duration_ms
FROM ${rowsOf(seal, 'session_days', startedAt, ofOneDay)}
ARRAY JOIN ${timesOf(seal.midnights, startedAt)} AS parts
GROUP BY day, seal, parts`,
    },
    {
      columns: `${keys}, devices, page_views, sessions, durations, duration_ms`,
      rows: sql`SELECT ${project}, ${head}, 'path' AS dimension, path AS value, ${devicesOfEvents},
  sumIf(views, has_events) AS page_views, countIf(is_first AND has_session) AS sessions,
  sumIf(rows.durations, has_events) AS durations, toInt64(sumIf(rows.duration_ms, has_events)) AS duration_ms
FROM ${rowsWithSessions(seal, 'page_slots', sql`is_first`)} AS rows
GROUP BY day, seal, path`,
    },
    {
      columns: `${keys}, devices, viewed, bounced`,
      rows: sql`SELECT ${project}, ${head}, 'path' AS dimension, entry_path AS value, ${noDevices},
  count() AS viewed, countIf(${isBounce}) AS bounced
FROM ${rowsOf(seal, 'session_days', startedAt, sql`${ofOneDay} AND page_views > 0`)}
GROUP BY day, seal, entry_path`,
    },
    { columns: `${keys}, events, page_views, revenue, devices, sessions`, rows: totalsByFact(seal, project) },
  ];
}

function totalsByFact(seal: Seal, project: Sql): Sql {
  return byEachFact({
    keys: sql`day, seal`,
    selected: (dimension, value) => sql`${project}, ${head}, ${dimension} AS dimension, ${value} AS value,
  sumIf(rows.events, has_events) AS events, sumIf(rows.page_views, has_events) AS page_views, sumIf(rows.revenue, has_events) AS revenue, ${devicesOfEvents},
  countIf(starts AND NOT is_mixed) + uniqExactIf(session_hash, is_mixed AND has_session) AS sessions`,
    source: sql`FROM ${rowsWithSessions(seal, 'activity_slots', sql`is_mixed`)} AS rows`,
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
