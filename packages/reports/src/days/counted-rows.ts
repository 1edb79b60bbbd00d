import { identifier, joinSql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { durationMs, isBounce } from '../query/compile.ts';
import { nobody } from './activity-rows.ts';
import { factName, isOfSession, type Placed, timeName } from './match-parts.ts';
import { untilNext } from './page-matches.ts';

/** What a row counts for its question's key. */
const kinds = {
  /** Events by a fact, and their session. */
  fact: sql`0`,
  /** Events by when they happened. */
  time: sql`1`,
  /** A session by when it started. */
  start: sql`2`,
  /** A session by the page it was entered on. */
  entry: sql`3`,
  /** A view of a page. */
  view: sql`4`,
};

interface Counted {
  readonly place: number;
  readonly kind: Sql;
  readonly key: Sql;
}

const list = (parts: readonly Sql[]) => joinSql(parts, sql`, `);

/**
 * Selects the rows that parts of sessions count by, one for each question and view: `question`, `key`, and what is added to its figures, with
 * conditions on whether it is. Texts and numbers are apart in plain columns, since tuples of them take twice the time to be made and grouped.
 */
export function countedRows(placed: Placed, sessions: Sql, parts: Sql): Sql {
  const { times, pages, persons } = placed;
  const hasPages = pages.length > 0;
  const hasStarts = times.length > 0;
  const counted = countedOf(placed);
  const conditions = [
    sql`kind IN (${kinds.fact}, ${kinds.time}) AS has_events`,
    sql`kind NOT IN (${kinds.start}, ${kinds.entry}) AND device_hash != ${nobody} AS has_device`,
    sql`kind NOT IN (${kinds.time}, ${kinds.entry}) AND is_started AS has_session`,
    ...(hasStarts || hasPages
      ? [
          sql`kind IN (${kinds.start}, ${kinds.entry}) AND is_started AND is_seen AS is_viewed`,
          sql`kind IN (${kinds.start}, ${kinds.entry}) AND is_started AND is_bounce AS is_bounced`,
        ]
      : []),
    ...(hasStarts ? [sql`session_duration, kind = ${kinds.start} AND is_started AS is_start`] : []),
    ...(persons ? [sql`person, kind = ${kinds.time} AND person != ${nobody} AS has_person`] : []),
    ...(hasPages
      ? [
          sql`until_next, kind = ${kinds.view} AND in_range AS is_view`,
          sql`kind = ${kinds.view} AND in_range AND until_next >= 0 AS is_timed`,
        ]
      : []),
  ];
  return sql`  SELECT question, key, session_hash, device_hash, page_views, events, revenue,
    ${joinSql(conditions, sql`,\n    `)}
  FROM (
    SELECT session_hash, device_hash, page_views, events, revenue, ${list(columnsOf(placed, counted))}
    FROM (
${sessions}
    ) AS sessions RIGHT JOIN (
${parts}
    ) AS parts ON sessions.known_hash = parts.session_hash
  )
  ARRAY JOIN keys AS key, questions AS question, row_kinds AS kind${hasPages ? sql`, until_nexts AS until_next` : sql``}`;
}

/** The rows that every part counts by. */
function countedOf({ times, facts, pages }: Placed): Counted[] {
  return [
    ...times.flatMap(({ place, question }) => [
      { place, kind: kinds.time, key: sql`toString(${identifier(timeName(place))})` },
      { place, kind: kinds.start, key: sql`toString(${question.keyOf(sql`started`)})` },
    ]),
    ...facts.map(({ place, question: { fact } }) => {
      const own = sql`toString(${identifier(factName(fact))})`;
      const key = isOfSession(fact) ? sql`if(is_known, ${identifier(`first_${fact}`)}, ${own})` : own;
      return { place, kind: kinds.fact, key };
    }),
    ...pages.map(({ place }) => ({ place, kind: kinds.entry, key: sql`toString(entered_on)` })),
  ];
}

/** What rows are made of, over a session's columns and those of one of its parts: arrays with an item for each row, and what its rows share. */
function columnsOf({ times, pages, persons }: Placed, counted: readonly Counted[]): Sql[] {
  const hasPages = pages.length > 0;
  const hasStarts = times.length > 0;
  const ofViews = (one: (place: Sql) => Sql) => pages.map(({ place }) => one(sql`${param.limit(place)}`));
  const rows = (items: readonly Sql[], views: readonly Sql[]) =>
    views.length > 0 ? sql`arrayConcat([${list(items)}], ${list(views)})` : sql`[${list(items)}]`;
  const places = counted.map(({ place }) => sql`${param.limit(place)}`);
  const none = counted.map(() => sql`toInt64(-1)`);
  return [
    sql`is_started`,
    ...(hasStarts || hasPages ? [sql`views > 0 AS is_seen`, sql`${isBounce} AS is_bounce`] : []),
    // Made distinct by the session's hash in the upper half, which is cut off the sum.
    ...(hasStarts
      ? [sql`bitOr(bitShiftLeft(toUInt128(session_hash), 64), toUInt128(${durationMs})) AS session_duration`]
      : []),
    ...(persons ? [sql`person`] : []),
    ...(hasPages ? [sql`in_range`] : []),
    sql`${rows(
      counted.map(({ key }) => key),
      ofViews(() => sql`pages`),
    )} AS keys`,
    sql`${rows(
      places,
      ofViews((place) => sql`arrayWithConstant(length(pages), ${place})`),
    )} AS questions`,
    sql`${rows(
      counted.map(({ kind }) => kind),
      ofViews(() => sql`arrayWithConstant(length(pages), ${kinds.view})`),
    )} AS row_kinds`,
    ...(hasPages
      ? [
          sql`${rows(
            none,
            ofViews(() => untilNext),
          )} AS until_nexts`,
        ]
      : []),
  ];
}
