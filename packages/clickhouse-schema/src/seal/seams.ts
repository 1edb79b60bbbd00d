import { randomInt } from 'node:crypto';
import { select } from '../erase/statements.ts';
import type { InsertTarget } from '../insert-rows.ts';
import { identifier, joinSql, param, type Sql, sql } from '../sql.ts';
import { acquisitionFacts, deviceFacts } from './columns.ts';
import { type Midnights, partAt, timesOf } from './day-parts.ts';
import { byEachFact, devices, keys, noDevices, type Totals } from './day-totals.ts';
import { insertSums } from './insert-sums.ts';
import { dayBits } from './statements.ts';

/** A day and the next, by their seals. */
export interface Pair {
  /** Since the epoch: the first of the two. */
  readonly day: number;
  readonly before: number;
  readonly after: number;
}

interface Seams {
  readonly database: string;
  readonly projectId: string;
  readonly pairs: readonly Pair[];
  /** Of all days. */
  readonly seals: readonly number[];
  /** Where the days' totals are divided. */
  readonly midnights: Midnights;
  /** A number of the run's own: with the day it stands in the place of a seal. */
  readonly run: number;
  /** Milliseconds. */
  readonly sealedAt: number;
}

const runs = 2 ** 35;

/** Adds up what sessions that lie on both days of a pair and on no other add to totals. Seals stay what they are. */
export async function sealSeams(
  target: InsertTarget,
  { projectId, pairs, seals, midnights }: Pick<Seams, 'projectId' | 'pairs' | 'seals' | 'midnights'>,
  sealedAt: number,
): Promise<void> {
  const missing = await withoutSeam(target, projectId, pairs);
  if (missing.length === 0) return;
  const { database } = target;
  const seams = { database, projectId, pairs: missing, seals, midnights, run: randomInt(1, runs), sealedAt };
  for (const { columns, rows } of seamTotals(seams)) {
    await insertSums(target, `day_totals (${columns})`, rows);
  }
  const columns =
    'project_id, day, seal_before, seal_after, totals_before, totals_after, sessions, sealed_at';
  await insertSums(target, `day_seams (${columns})`, seamRows(seams));
}

async function withoutSeam(target: InsertTarget, projectId: string, pairs: readonly Pair[]): Promise<Pair[]> {
  if (pairs.length === 0) return [];
  const rows = await select<[string, string]>(
    target,
    sql`SELECT toString(seal_before), toString(seal_after) FROM ${identifier(target.database)}.day_seams WHERE project_id = ${param.string(projectId)}`,
  );
  const known = new Set(rows.map(([before, after]) => `${before} ${after}`));
  return pairs.filter(({ before, after }) => !known.has(`${before} ${after}`));
}

/** What the first day of a pair is numbered by in `day_totals`, over a column of days; the second by the next. */
function totalsBefore({ run }: Seams, day: Sql): Sql {
  return sql`${param.integer(run * 2 * dayBits)} + toUInt16(${day}) * 2`;
}

/** Selects what a query needs to know of a session of a pair: one row each. */
function sessionsOf(seams: Seams): Sql {
  const { database, projectId, pairs, seals } = seams;
  const firsts = acquisitionFacts.map(
    (name) =>
      sql`argMin(toString(${identifier(name)}), (page_views = 0, started_at)) AS ${identifier(`first_${name}`)}`,
  );
  return sql`SELECT session_hash AS member, min(day) AS first_day, ${totalsBefore(seams, sql`first_day`)} AS totals_before,
    min(started_at) AS started, max(ended_at) AS ended, sum(page_views) AS views, max(has_custom_event) AS custom,
    argMinIf(entry_path, started_at, page_views > 0) AS entered_on,
    argMin(ends_with_view, started_at) AS pauses_on_view, argMin(exit_path, started_at) AS paused_on,
    min(ended_at) AS paused, max(started_at) AS resumed, max(expires_at) AS expiry,
    ${joinSql(firsts, sql`, `)}
  FROM ${identifier(database)}.session_days
  WHERE project_id = ${param.string(projectId)} AND spans_days AND seal IN ${param.integers(seals)}
  GROUP BY session_hash
  HAVING count() = 2 AND (min(day), argMin(seal, day), argMax(seal, day)) IN (${pairsOf(pairs)})`;
}

function pairsOf(pairs: readonly Pair[]): Sql {
  const days = param.days(pairs.map(({ day }) => day));
  const befores = param.integers(pairs.map(({ before }) => before));
  const afters = param.integers(pairs.map(({ after }) => after));
  return sql`SELECT pair.1 AS day, pair.2 AS seal_before, pair.3 AS seal_after
    FROM (SELECT arrayJoin(arrayZip(${days}, ${befores}, ${afters})) AS pair)`;
}

function seamRows(seams: Seams): Sql {
  const { projectId, pairs, sealedAt } = seams;
  return sql`SELECT ${param.string(projectId)} AS project_id, day, seal_before, seal_after,
  ${totalsBefore(seams, sql`day`)} AS totals_before, totals_before + 1 AS totals_after, members.hashes AS sessions,
  ${param.time(sealedAt)} AS sealed_at
FROM (${pairsOf(pairs)}) AS pairs
LEFT JOIN (SELECT first_day, groupArray(member) AS hashes FROM (${sessionsOf(seams)}) GROUP BY first_day) AS members
ON pairs.day = members.first_day`;
}

/** Of what begins so are the columns and rows of `day_totals`, over `day`, `seal` and `expiry`. */
function headOf({ projectId, sealedAt }: Seams): Sql {
  return sql`${param.string(projectId)} AS project_id, day, seal, toDateTime(${param.time(sealedAt)}, 'UTC') AS sealed_at, max(expiry) AS expires_at`;
}

/** The first day of a session and the number of the part of it in which the session started, or another time of it lies. */
function atFirst({ midnights }: Seams, time = sql`started`): Sql {
  return sql`first_day AS day, ${partAt(midnights, { number: sql`totals_before`, day: sql`first_day`, time })} AS seal`;
}

/** Rows of a table, each with its session's first day and start, and under the number of its own part of its own day. */
function rowsOf(seams: Seams, table: string, columns: Sql): Sql {
  const { database, projectId, seals, midnights } = seams;
  const number = sql`members.totals_before + (sums.day != members.first_day)`;
  return sql`SELECT session_hash, device_number, ${columns}, members.first_day AS first_day, members.totals_before AS totals_before, members.started AS started,
    sums.day AS day, ${partAt(midnights, { number, day: sql`sums.day`, time: sql`sums.slot` })} AS seal, members.expiry AS expiry
  FROM (
    SELECT * EXCEPT seal FROM ${identifier(database)}.${identifier(table)}
    WHERE project_id = ${param.string(projectId)} AND seal IN ${param.integers(seals)} AND spans_days
  ) AS sums
  INNER JOIN (${sessionsOf(seams)}) AS members ON sums.session_hash = members.member`;
}

function seamTotals(seams: Seams): Totals[] {
  return [...totalsOfSessions(seams), ...totalsOfViews(seams), ...totalsOfFacts(seams)];
}

/** What a session says as a whole counts on its first day: that it started, where, and the view after which it paused at midnight. */
function totalsOfSessions(seams: Seams): Totals[] {
  const head = headOf(seams);
  const sessionsAt = (at: Sql) => sql`FROM (SELECT *, ${at} FROM (${sessionsOf(seams)}))`;
  const sessions = sessionsAt(atFirst(seams));
  return [
    {
      columns: `${keys}, devices, sessions, viewed, bounced, duration_ms`,
      rows: sql`SELECT ${head}, parts.1 AS dimension, parts.2 AS value, ${noDevices},
  count() AS sessions, countIf(views > 0) AS viewed, countIf(${isBounce}) AS bounced,
  sum(toUnixTimestamp64Milli(ended) - toUnixTimestamp64Milli(started)) AS duration_ms
${sessions}
ARRAY JOIN ${timesOf(seams.midnights, sql`started`)} AS parts
GROUP BY day, seal, parts`,
    },
    {
      columns: `${keys}, devices, viewed, bounced`,
      rows: sql`SELECT ${head}, 'path' AS dimension, entered_on AS value, ${noDevices},
  count() AS viewed, countIf(${isBounce}) AS bounced
${sessions} WHERE views > 0
GROUP BY day, seal, entered_on`,
    },
    {
      columns: `${keys}, devices, durations, duration_ms`,
      rows: sql`SELECT ${head}, 'path' AS dimension, paused_on AS value, ${noDevices},
  count() AS durations, sum(toUnixTimestamp64Milli(resumed) - toUnixTimestamp64Milli(paused)) AS duration_ms
${sessionsAt(atFirst(seams, sql`paused`))} WHERE pauses_on_view
GROUP BY day, seal, paused_on`,
    },
  ];
}

const isBounce = sql`views = 1 AND custom = 0`;

function totalsOfViews(seams: Seams): Totals[] {
  const head = headOf(seams);
  const views = rowsOf(seams, 'page_slots', sql`path, views, durations, duration_ms`);
  return [
    {
      columns: `${keys}, devices, page_views, durations, duration_ms`,
      rows: sql`SELECT ${head}, 'path' AS dimension, path AS value, ${devices},
  sum(views) AS page_views, sum(durations) AS durations, toInt64(sum(duration_ms)) AS duration_ms
FROM (${views})
GROUP BY day, seal, path`,
    },
    {
      columns: `${keys}, devices, sessions`,
      rows: sql`SELECT ${head}, 'path' AS dimension, path AS value, ${noDevices}, uniqExact(session_hash) AS sessions
FROM (SELECT path, session_hash, expiry, ${atFirst(seams)} FROM (${views}))
GROUP BY day, seal, path`,
    },
  ];
}

/** How visitors came is what the session's first event says, also on its second day. */
function totalsOfFacts(seams: Seams): Totals[] {
  const head = headOf(seams);
  const facts = [
    ...acquisitionFacts.map((name) => sql`members.${identifier(`first_${name}`)} AS ${identifier(name)}`),
    ...deviceFacts.map((name) => sql`sums.${identifier(name)} AS ${identifier(name)}`),
  ];
  const activity = rowsOf(
    seams,
    'activity_slots',
    sql`sums.events AS events, sums.page_views AS page_views, sums.revenue AS revenue, ${joinSql(facts, sql`, `)}`,
  );
  const day = sql`day, seal`;
  return [
    {
      columns: `${keys}, events, page_views, revenue, devices`,
      rows: byEachFact({
        keys: day,
        selected: (dimension, value) => sql`${head}, ${dimension} AS dimension, ${value} AS value,
  sum(events) AS events, sum(page_views) AS page_views, sum(revenue) AS revenue, ${devices}`,
        source: sql`FROM (${activity})`,
      }),
    },
    {
      columns: `${keys}, devices, sessions`,
      rows: byEachFact({
        keys: day,
        selected: (
          dimension,
          value,
        ) => sql`${head}, ${dimension} AS dimension, ${value} AS value, ${noDevices},
  uniqExact(session_hash) AS sessions`,
        source: sql`FROM (SELECT * EXCEPT (day, seal), ${atFirst(seams)} FROM (${activity}))`,
      }),
    },
  ];
}
