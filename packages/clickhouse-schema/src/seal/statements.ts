import { acquisitionOrder, eventOffsets, eventOrder, tieEnds } from '../event-order.ts';
import { moneySql } from '../money/convert.ts';
import type { Money } from '../money/money.ts';
import { identifier, joinSql, param, type Sql, sql } from '../sql.ts';
import { dayIn } from '../zones/day-in.ts';
import { dayMs } from '../zones/zone.ts';
import { acquisitionFacts, deviceFacts, type SessionFact, sessionFacts, slotSeconds } from './columns.ts';
import { bothParts, type Midnights } from './day-parts.ts';
import { receivedBefore } from './day-states.ts';

export interface Seal {
  readonly database: string;
  readonly projectId: string;
  /** Days since the epoch. */
  readonly days: readonly number[];
  /** A number of the run's own, at most 36 bits: with the day it makes the seal. */
  readonly run: number;
  /** Milliseconds. */
  readonly sealedAt: number;
  /** Milliseconds, the start of a quarter of an hour: events that were received since are not in it. */
  readonly cut: number;
  /** How amounts are converted. */
  readonly money: Money;
  /** Where totals are divided. */
  readonly midnights: Midnights;
}

/** A seal and the numbering in which its rows name devices. */
export interface NumberedSeal extends Seal {
  readonly numbering: number;
}

const isPageView = sql`name IN ('screen_view', 'page_view', '$pageview')`;
const columnsOf = (names: readonly string[]) => joinSql(names.map(identifier), sql`, `);

/** Bits below a run's number that hold the day. */
export const dayBits = 65_536;

/** `project_id, day, seal, sealed_at, spans_days, expires_at` as every sealed row begins, over its `day` and `expires_at`. */
function head(seal: Seal, sessionHash: Sql): Sql {
  const { projectId, run, sealedAt } = seal;
  return sql`${param.string(projectId)} AS project_id, day,
  ${param.integer(run * dayBits)} + toUInt16(day) AS seal,
  toDateTime(${param.time(sealedAt)}, 'UTC') AS sealed_at,
  ${sessionHash} IN (${goingOn(seal)}) AS spans_days,
  expires_at`;
}

/** After so long without an event most sessions are over. */
const quietMs = 1_800_000;

/** Selects the hashes of sessions that are known to have events beside those of the seal, and of those that had one just before its cut. */
function goingOn(seal: Seal): Sql {
  const { database, projectId, days, cut } = seal;
  const known = sql`SELECT session_hash FROM ${identifier(database)}.spanning_sessions WHERE project_id = ${param.string(projectId)}`;
  const quietSince = cut - quietMs;
  if (days.every((day) => (day + 1) * dayMs <= quietSince)) return known;
  return sql`${known}
    UNION ALL SELECT DISTINCT cityHash64(session_id) ${eventsOf(seal)} AND session_id != '' AND timestamp >= ${param.time(quietSince)}`;
}

const expiry = sql`max(if(retention_days > 0, toDateTime(timestamp, 'UTC') + toIntervalDay(retention_days), toDateTime('2106-01-01 00:00:00', 'UTC')))`;

/** Selects in which currencies the days have amounts, and on which days of the project's zone. */
export function currencyDays(seal: Seal): Sql {
  return sql`SELECT DISTINCT toUInt32(toDate(timestamp)) AS number, toString(currency) AS code,
  toString(${dayIn(sql`timestamp`, seal.money.zone)}) AS local_day
${eventsOf(seal)} AND currency != ''`;
}

function eventsOf({ database, projectId, days, cut }: Seal): Sql {
  return sql`FROM ${identifier(database)}.events
    WHERE project_id = ${param.string(projectId)} AND toDate(timestamp) IN ${param.days(days)} AND ${receivedBefore(cut)}`;
}

/** How each fact differs within a session: one hash for all of them. */
const hashOfFacts = sql`cityHash64(${columnsOf(deviceFacts)})`;

/** By what the event comes first whose fact is the session's. */
function orderFor(fact: SessionFact): Sql {
  return acquisitionFacts.some((one) => one === fact) ? acquisitionOrder : eventOrder;
}

export const sessionDayColumns = `project_id, day, seal, sealed_at, spans_days, expires_at, session_hash, session_number, device_hash, profile_id, started_at, ended_at, page_views, other_events, has_custom_event, ends_with_view, is_mixed, revenue, entry_path, exit_path, event_offsets, tie_ends, ${sessionFacts.join(', ')}`;

/** One row for each session and day: the part of the session that lies in the day. They are numbered by day, from 1. */
export function sessionDays(seal: Seal): Sql {
  const facts = sessionFacts.map((name) => sql`argMin(${identifier(name)}, ${orderFor(name)})`);
  return sql`SELECT ${head(seal, sql`session_hash`)},
  session_hash, row_number() OVER (PARTITION BY day ORDER BY started_at, session_hash) AS session_number,
  device_hash, profile_id, started_at, ended_at, page_views, other_events, has_custom_event,
  ends_with_view, is_mixed, revenue, entry_path, exit_path, event_offsets, tie_ends, ${joinSql(
    sessionFacts.map((_, index) => sql`facts.${identifier(`f${index}`)}`),
    sql`, `,
  )}
FROM (
  SELECT toDate(timestamp) AS day, ${expiry} AS expires_at,
    cityHash64(session_id) AS session_hash,
    cityHash64(argMin(device_id, ${eventOrder})) AS device_hash,
    max(profile_id) AS profile_id,
    min(timestamp) AS started_at,
    max(timestamp) AS ended_at,
    countIf(${isPageView}) AS page_views,
    countIf(NOT ${isPageView}) AS other_events,
    max(NOT ${isPageView} AND name NOT IN ('session_start', 'session_end')) AS has_custom_event,
    argMax(${isPageView}, ${eventOrder}) AS ends_with_view,
    uniqExact(${hashOfFacts}) > 1 AS is_mixed,
    sum(${moneySql(seal.money).amount}) AS revenue,
    argMinIf(path, ${eventOrder}, ${isPageView}) AS entry_path,
    argMaxIf(path, ${eventOrder}, ${isPageView}) AS exit_path,
    ${eventOffsets} AS event_offsets,
    ${tieEnds} AS tie_ends,
    ${joinSql(
      facts.map((fact, index) => sql`${fact} AS ${identifier(`f${index}`)}`),
      sql`, `,
    )}
  ${eventsOf(seal)} AND session_id != ''
  GROUP BY session_id, day
) AS facts`;
}

function slotOf(time: Sql): Sql {
  return sql`toStartOfInterval(toDateTime(${time}, 'UTC'), toIntervalSecond(${param.limit(slotSeconds)}))`;
}

function slotsBetween(start: Sql, slot: Sql): Sql {
  return sql`intDiv(toUInt32(${slot}) - toUInt32(${slotOf(start)}), ${param.limit(slotSeconds)})`;
}

export const activitySlotColumns = `project_id, day, seal, sealed_at, spans_days, expires_at, slot, session_hash, device_number, own_hash, is_profile, events, page_views, revenue, starts, slots_before, is_mixed, ${sessionFacts.join(', ')}`;

/**
 * One row for each quarter of an hour, session, device, profile and what the device's facts are: how many events it had. An event's
 * acquisition is its session's in the day, and its own where it has no session.
 * `starts`: the row with the session's first event; `slots_before`: how many quarters the session began earlier, on this day.
 */
export function activitySlots(seal: NumberedSeal): Sql {
  const own = acquisitionFacts.map(
    (name) => sql`if(session_id = '', toString(${identifier(name)}), '') AS ${identifier(`own_${name}`)}`,
  );
  const acquired = acquisitionFacts.map(
    (name) =>
      sql`if(slots.session_id = '', ${identifier(`own_${name}`)}, ${identifier(`first_${name}`)}) AS ${identifier(name)}`,
  );
  const firsts = acquisitionFacts.map(
    (name) =>
      sql`toString(argMin(${identifier(name)}, ${acquisitionOrder})) AS ${identifier(`first_${name}`)}`,
  );
  return sql`SELECT ${head(seal, sql`cityHash64(session_id)`)},
  slot, cityHash64(session_id) AS session_hash, if(device_id != '' AND numbers.number = 0, ${deletedNumber}, numbers.number) AS device_number, own_hash, is_profile, events, page_views, revenue,
  session_id != '' AND first_event = session_start AS starts,
  if(session_id = '', 0, ${slotsBetween(sql`session_began`, sql`slot`)}) AS slots_before,
  is_mixed, ${joinSql(acquired, sql`, `)}, ${columnsOf(deviceFacts)}
FROM (
  SELECT toDate(timestamp) AS day, ${expiry} AS expires_at,
    ${slotOf(sql`timestamp`)} AS slot,
    session_id, device_id, profile_id != '' AS is_profile, cityHash64(if(is_profile, profile_id, device_id)) AS own_hash,
    count() AS events, countIf(${isPageView}) AS page_views, sum(${moneySql(seal.money).amount}) AS revenue,
    min(${eventOrder}) AS first_event, ${joinSql(own, sql`, `)}, ${columnsOf(deviceFacts)}
  ${eventsOf(seal)}
  GROUP BY day, slot, session_id, device_id, is_profile, own_hash, ${columnsOf(acquisitionFacts.map((name) => `own_${name}`))}, ${columnsOf(deviceFacts)}
) AS slots
LEFT ANY JOIN (
  SELECT toDate(timestamp) AS session_day, session_id AS session, min(${eventOrder}) AS session_start, min(timestamp) AS session_began,
    uniqExact(${hashOfFacts}) > 1 AS is_mixed, ${joinSql(firsts, sql`, `)}
  ${eventsOf(seal)} AND session_id != ''
  GROUP BY session_day, session
) AS sessions ON slots.session_id = sessions.session AND slots.day = sessions.session_day
${numbersOf(seal, sql`cityHash64(slots.device_id)`)}`;
}

/** A number that no id has, in place of one that was deleted since ids were numbered: a seal that names it is not published. */
export const deletedNumber = sql`toUInt32(4294967295)`;

/** Joins the devices' numbers, as `numbers`. */
function numbersOf(seal: NumberedSeal, deviceHash: Sql): Sql {
  return sql`LEFT ANY JOIN (
  SELECT device_hash, number FROM ${numbersIn(seal)}
) AS numbers ON ${deviceHash} = numbers.device_hash`;
}

/** The table of numbers, and a condition: those of devices and profiles alike, by the hashes of their ids. */
export function numbersIn({ database, projectId, numbering }: NumberedSeal): Sql {
  return sql`${identifier(database)}.device_numbers
  WHERE project_id = ${param.string(projectId)} AND numbering = ${param.limit(numbering)}`;
}

/** Views of sessions with one set of facts a day, whose rows name the session; and others, whose rows have the facts. */
export type PageKind = 'plain' | 'others';

export function pageSlotColumns(kind: PageKind): string {
  const facts = kind === 'plain' ? [] : sessionFacts;
  return [
    'project_id, day, seal, sealed_at, spans_days, expires_at, path, slot, session_hash, session_number, device_number, views, is_first, is_last, slots_before, durations, duration_ms',
    ...facts,
  ].join(', ');
}

/**
 * One row for each quarter of an hour, path, session and device: its page views, and the time from each to the session's
 * next event in the day. `is_first`: the row with the session's first view of the path; `is_last`: with its last event; `slots_before` as above.
 * `session_number` is 0 where there is no session or its facts change: then rows are told apart by facts, too.
 */
export function pageSlots(seal: NumberedSeal, kind: PageKind): Sql {
  const keys = ['session_hash_of_all', 'session_number', ...(kind === 'plain' ? [] : sessionFacts)];
  const facts = kind === 'plain' ? sql`` : sql`, ${columnsOf(sessionFacts)}`;
  return sql`SELECT ${head(seal, sql`session_hash_of_all`)},
  path, slot, if(spans_days OR session_number = 0, session_hash_of_all, 0) AS session_hash, session_number,
  numbers.number AS device_number, views,
  session_hash_of_all != cityHash64('') AND row_number() OVER (PARTITION BY session_hash_of_all, day, path ORDER BY slot, slots.device_hash) = 1 AS is_first,
  is_last, slots_before, durations, duration_ms${facts}
FROM (
  SELECT day, max(expires_at) AS expires_at, path, slot, ${columnsOf(keys)}, device_hash,
    count() AS views, max(next_at IS NULL) AS is_last,
    if(session_hash_of_all = cityHash64(''), 0, ${slotsBetween(sql`any(started_at)`, sql`slot`)}) AS slots_before,
    countIf(next_at IS NOT NULL) AS durations,
    sumIf(assumeNotNull(next_at) - at, next_at IS NOT NULL) AS duration_ms
  FROM (${viewsOf(seal, kind)})
  GROUP BY day, slot, path, ${columnsOf(keys)}, device_hash
) AS slots
${numbersOf(seal, sql`slots.device_hash`)}`;
}

/** The page views of a seal's days, each with what is said of its session; `next_at`: when that had its next event. */
function viewsOf(seal: Seal, kind: PageKind): Sql {
  const sessions = sql`FROM ${identifier(seal.database)}.session_days
      WHERE project_id = ${param.string(seal.projectId)} AND seal IN ${sealsOf(seal)}`;
  const first = (name: string) => identifier(`first_${name}`);
  const list = (parts: readonly Sql[]) =>
    joinSql(
      parts.map((part) => sql`, ${part}`),
      sql``,
    );
  const [facts, firsts, columns, which] =
    kind === 'plain'
      ? [sql``, sql``, sql``, sql``]
      : [
          list([
            ...acquisitionFacts.map(
              (name) =>
                sql`if(session_id = '', toString(${identifier(name)}), ${first(name)}) AS ${identifier(name)}`,
            ),
            ...deviceFacts.map((name) => sql`toString(${identifier(name)}) AS ${identifier(name)}`),
          ]),
          list(acquisitionFacts.map((name) => sql`toString(${identifier(name)}) AS ${first(name)}`)),
          list(sessionFacts.map((name) => identifier(name))),
          sql` AND (session_id = '' OR cityHash64(session_id) IN (SELECT session_hash ${sessions} AND is_mixed))`,
        ];
  return sql`
    SELECT day, path, slot, session_hash_of_all, device_hash, at, expires_at, sessions.began AS started_at,
      if(session_id = '', NULL, next_at) AS next_at, sessions.plain_number AS session_number${facts}
    FROM (
      SELECT toDate(timestamp) AS day, path, session_id, cityHash64(session_id) AS session_hash_of_all, cityHash64(device_id) AS device_hash,
        toUnixTimestamp64Milli(timestamp) AS at, ${isPageView} AS is_view,
        if(retention_days > 0, toDateTime(timestamp, 'UTC') + toIntervalDay(retention_days), toDateTime('2106-01-01 00:00:00', 'UTC')) AS expires_at,
        ${slotOf(sql`timestamp`)} AS slot${columns},
        leadInFrame(toNullable(toUnixTimestamp64Milli(timestamp))) OVER (
          PARTITION BY session_id, toDate(timestamp) ORDER BY ${eventOrder} ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS next_at
      ${eventsOf(seal)}${which}
    ) AS events_of_days
    LEFT ANY JOIN (
      SELECT session_hash AS known_hash, day AS known_day, started_at AS began, if(is_mixed, 0, session_number) AS plain_number${firsts}
      ${sessions}
    ) AS sessions ON events_of_days.session_hash_of_all = sessions.known_hash AND events_of_days.day = sessions.known_day
    WHERE is_view AND session_number ${kind === 'plain' ? sql`> 0` : sql`= 0`}
  `;
}

/** The numbers of a run's seals. */
export function sealsOf({ run, days }: Seal): Sql {
  return sql`${param.integers(days.map((day) => run * dayBits + day))}`;
}

/** What their totals are numbered by. */
export function totalsNumbersOf({ run, days }: Seal): Sql {
  return sql`${param.integers(bothParts(days.map((day) => run * dayBits + day)))}`;
}
