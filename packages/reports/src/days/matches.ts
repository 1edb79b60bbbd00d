import {
  acquisitionFacts,
  identifier,
  joinSql,
  param,
  type SessionFact,
  type Sql,
  sql,
} from '@gatrix/analytics-clickhouse-schema';
import type { KnownPersons } from '../audience/active-persons.ts';
import { ownKeys, whoIsWho } from '../persons/persons.ts';
import { durationMs, isBounce } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import { within } from '../query/span.ts';
import { nobody } from './activity-rows.ts';
import { splitOf } from './days.ts';
import { wantedOf } from './figures.ts';
import { matchingEvents } from './matching-rows.ts';
import { countedPages, eventColumnsOfPages, sessionColumnsOfPages, viewOfEvent } from './page-matches.ts';
import type { ByFact, ByPage, ByTime, Question } from './question.ts';
import { type SessionColumn, sessionRows } from './session-rows.ts';

/** A question by time, with its place among those that are answered together. */
interface PlacedTime {
  readonly place: number;
  readonly question: ByTime;
}

interface PlacedFact {
  readonly place: number;
  readonly question: ByFact;
}

interface PlacedPage {
  readonly place: number;
  readonly question: ByPage;
}

interface Placed {
  readonly times: readonly PlacedTime[];
  readonly facts: readonly PlacedFact[];
  readonly pages: readonly PlacedPage[];
  /** Who is who, where active persons are counted. */
  readonly persons: KnownPersons | undefined;
}

const list = (parts: readonly Sql[]) => joinSql(parts, sql`, `);

/**
 * Selects the answers to questions about the plan's range where its filter looks at events, as `answersTo` does. The events that match are
 * read once: they are summed up by session, device and what the questions tell apart, and joined with their sessions. `people` of questions
 * by time are distinct persons, where it is known who is who.
 */
export function answersOfMatches(
  plan: Plan,
  questions: readonly Question[],
  persons: KnownPersons | undefined,
): Sql {
  const placed: Placed = {
    times: questions.flatMap((question, place) => ('keyOf' in question ? [{ place, question }] : [])),
    facts: questions.flatMap((question, place) => ('fact' in question ? [{ place, question }] : [])),
    pages: questions.flatMap((question, place) => ('isByPage' in question ? [{ place, question }] : [])),
    persons,
  };
  const keys = keysOf(placed);
  const hasPages = placed.pages.length > 0;
  // Rows of one form: those of pages have one column more.
  const ofPages = hasPages ? sql`, toUInt8(0)` : sql``;
  const ofSession = placed.times.map((one) => countedSession(one, ofPages));
  const person = persons ? sql`person` : nobody;
  const ofPart = [
    ...placed.times.map(({ place }) => countedPart(place, identifier(timeName(place)), ofPages, { person })),
    ...placed.facts.map((one) => countedByFact(one, ofPages)),
  ];
  const columns = [...summedOf(placed), ...keys.map(({ name }) => name)];
  const order = placed.pages.reduce(
    (others, { place }) => ({
      most: sql`if(question = ${param.limit(place)}, page_views, ${others.most})`,
      next: sql`if(question = ${param.limit(place)}, 0, ${others.next})`,
      last: sql`if(question = ${param.limit(place)}, 0, ${others.last})`,
    }),
    { most: sql`sessions`, next: sql`visitors`, last: sql`events` },
  );
  const rows = [
    ...placed.pages.flatMap(({ place }) => countedPages(place)),
    ...(ofSession.length > 0 ? [sql`if(is_started, [${list(ofSession)}], [])`] : []),
    ...(ofPart.length > 0 ? [partsOf(ofPart, columns)] : []),
  ];
  return sql`SELECT counted.1 AS question, counted.2 AS key,
  uniqExactIf(counted.3, counted.3 != ${nobody}) AS visitors,
  sum(counted.4) AS page_views, sum(counted.5) AS events, sum(counted.6) AS revenue,
  sum(counted.8) + uniqExactIf(counted.7, counted.7 != ${nobody}) AS sessions,
  sum(counted.9) AS viewed, sum(counted.10) AS bounced, sum(counted.11) AS duration_ms${
    persons ? sql`,\n  uniqExactIf(counted.12, counted.12 != ${nobody}) AS people` : sql``
  }${hasPages ? sql`,\n  sum(counted.13) AS durations` : sql``}
FROM (
  SELECT arrayJoin(arrayConcat(${list(rows)})) AS counted
  FROM (
${sessionsInReach(plan, placed)}
  ) AS sessions RIGHT JOIN (
${matchesBySession(plan, placed, keys)}
  ) AS matches ON sessions.known_hash = matches.session_hash
)
GROUP BY question, key
HAVING (sessions > 0 OR events > 0)${wantedOf(questions)}
ORDER BY question, ${order.most} DESC, ${order.next} DESC, ${order.last} DESC, key
LIMIT ${param.limit(Math.max(...questions.map(({ rows }) => rows)))} BY question`;
}

/** The rows of all parts of a session's events, from arrays with an item for each. */
function partsOf(ofPart: readonly Sql[], columns: readonly string[]): Sql {
  return sql`arrayFlatten(arrayMap((${list(columns.map(identifier))}) -> [${list(ofPart)}], ${list(columns.map(arrayOf))}))`;
}

/** What events are summed up to, beside the keys. */
function summedOf({ persons }: Placed): readonly string[] {
  return ['device_hash', 'page_views', 'events', 'revenue', ...(persons ? ['person'] : [])];
}
const arrayOf = (name: string) => identifier(`all_${name}`);

/** The row that a session counts by: question, key, device, views, events, revenue, session, figures of whole sessions, and person. */
function countedSession({ place, question }: PlacedTime, ofPages: Sql): Sql {
  return sql`(toUInt8(${param.limit(place)}), toString(${question.keyOf(sql`started`)}), ${nobody}, toUInt64(0), toUInt64(0), toDecimal128(0, 6), ${nobody},
      toUInt8(1), toUInt8(views > 0), toUInt8(${isBounce}), toInt64(${durationMs}), ${nobody}${ofPages})`;
}

/** The row that a part of a session's events counts by, in the same form. */
function countedPart(
  place: number,
  key: Sql,
  ofPages: Sql,
  { session = nobody, person = nobody }: { readonly session?: Sql; readonly person?: Sql },
): Sql {
  return sql`(toUInt8(${param.limit(place)}), ${key}, device_hash, page_views, events, revenue, ${session},
      toUInt8(0), toUInt8(0), toUInt8(0), toInt64(0), ${person}${ofPages})`;
}

function countedByFact({ place, question: { fact } }: PlacedFact, ofPages: Sql): Sql {
  const own = identifier(factName(fact));
  const key = isOfSession(fact) ? sql`if(is_known, ${identifier(`first_${fact}`)}, ${own})` : own;
  return countedPart(place, key, ofPages, { session: sql`if(is_started, session_hash, ${nobody})` });
}

const timeName = (place: number) => `time_${place}`;
const factName = (fact: SessionFact) => `of_${fact}`;

/** Whether it is the one of the session's first event for all its events. */
function isOfSession(fact: SessionFact): boolean {
  return acquisitionFacts.some((one) => one === fact);
}

interface Key {
  readonly name: string;
  /** Over the columns of an event, and `at`, when it was. */
  readonly value: Sql;
}

/** What the questions tell apart of a session's events. */
function keysOf({ times, facts }: Placed): Key[] {
  return [
    ...times.map(({ place, question }) => ({
      name: timeName(place),
      value: question.keyOf(sql`at`),
    })),
    ...[...new Set(facts.map(({ question }) => question.fact))].map((fact) => {
      const own = identifier(fact);
      // Those of a session are known from its first event, so that they need not keep its events apart.
      const value = isOfSession(fact) ? sql`if(session_hash = ${nobody}, toString(${own}), '')` : own;
      return { name: factName(fact), value };
    }),
  ];
}

/** Selects the sessions that events of the range may be in, with what is counted of them. */
function sessionsInReach(plan: Plan, { times, facts, pages }: Placed): Sql {
  const split = splitOf(plan.days, plan.range);
  const acquired = new Set(facts.map(({ question }) => question.fact).filter(isOfSession));
  const ofTimes: readonly SessionColumn[] = times.length > 0 ? ['ended', 'views', 'custom'] : [];
  const ofFacts = [...acquired].map((fact) => `first_${fact}` as const);
  const ofPages = pages.length > 0 ? sessionColumnsOfPages : [];
  const columns = [...new Set([...ofTimes, ...ofFacts, ...ofPages])];
  const isStarted = within(plan.range, sql`started`);
  return sql`    SELECT session_hash AS known_hash, ${list(['started', ...columns].map(identifier))}, ${isStarted} AS is_started, 1 AS is_known
    FROM (${sessionRows(plan, split, columns, { seals: split.sealsInSpan })})`;
}

/**
 * Selects the matching events of each session: arrays with an item for each device and whatever the questions tell apart. Behind the
 * range they count for nothing but that their session has them. Events without a session are kept apart by device.
 */
function matchesBySession(plan: Plan, placed: Placed, keys: readonly Key[]): Sql {
  const { facts, persons, pages } = placed;
  const hasPages = pages.length > 0;
  const names = joinSql(
    keys.map(({ name }) => sql`, ${identifier(name)}`),
    sql``,
  );
  const values = joinSql(
    keys.map(({ name, value }) => sql`, ${value} AS ${identifier(name)}`),
    sql``,
  );
  const arrays = [
    ...summedOf(placed).map((name) => sql`groupArray(${identifier(name)}) AS ${arrayOf(name)}`),
    ...keys.map(({ name }) => sql`groupArray(toString(${identifier(name)})) AS ${arrayOf(name)}`),
    ...(hasPages ? [sql`groupArrayArray(part_views) AS all_views`] : []),
  ];
  const ofFacts = [...new Set(facts.map(({ question }) => question.fact))].map(identifier);
  const columns = hasPages ? [...ofFacts, ...eventColumnsOfPages] : ofFacts;
  const [viewed, partViews] = hasPages
    ? [sql`, ${viewOfEvent} AS viewed`, sql`, groupArrayIf(viewed, views) AS part_views`]
    : [sql``, sql``];
  const own = persons
    ? sql`, if(in_range, is_profile, 0) AS is_profile, if(in_range, own_key, ${nobody}) AS own_key`
    : sql``;
  const ofOwn = persons ? sql`, ${ownKeys}` : sql``;
  const summed = sql`
      SELECT session_hash, device_hash, sumIf(views, in_range) AS page_views, sumIf(count, in_range) AS events,
        sumIf(amount, in_range) AS revenue${ofOwn}${names}${partViews}
      FROM (
        SELECT session_hash, in_range, if(in_range, device_key, ${nobody}) AS device_hash, views, count, amount${own}${values}${viewed}
        FROM (
${matchingEvents(plan, columns, persons !== undefined)}
        )
      )
      GROUP BY session_hash, device_hash${ofOwn}${names}`;
  return sql`    SELECT session_hash, ${list(arrays)}
    FROM (${persons ? withPersons(plan, persons, summed) : summed}
    )
    GROUP BY session_hash, if(session_hash = ${nobody}, device_hash, 0)`;
}

/** Selects the rows with who they are of, as `person`. */
function withPersons(plan: Plan, { aliases }: KnownPersons, rows: Sql): Sql {
  const { person, join } = whoIsWho(plan, aliases, true);
  return sql`
      SELECT known.*, ${person} AS person
      FROM (${rows}
      ) AS known${join}`;
}
