import { identifier, joinSql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { KnownPersons } from '../audience/active-persons.ts';
import type { Plan } from '../query/plan.ts';
import { within } from '../query/span.ts';
import { countedRows } from './counted-rows.ts';
import { splitOf } from './days.ts';
import { wantedOf } from './figures.ts';
import { isOfSession, matchParts, type Placed } from './match-parts.ts';
import { sessionColumnsOfPages } from './page-matches.ts';
import type { Question } from './question.ts';
import { type SessionColumn, sessionRows } from './session-rows.ts';

/**
 * Selects the answers to questions about the plan's range where its filter looks at events, as `answersTo` does. The events that match are
 * read once: they are summed up by session, device and what the questions tell apart, joined with their sessions, and each of these rows
 * counts once for every question. `people` of questions by time are distinct persons, where it is known who is who.
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
  const order = placed.pages.reduce(
    (others, { place }) => ({
      most: sql`if(question = ${param.limit(place)}, page_views, ${others.most})`,
      next: sql`if(question = ${param.limit(place)}, 0, ${others.next})`,
      last: sql`if(question = ${param.limit(place)}, 0, ${others.last})`,
    }),
    { most: sql`sessions`, next: sql`visitors`, last: sql`events` },
  );
  // Filtered and ordered outside: ClickHouse plans aggregates named in HAVING and ORDER BY anew.
  return sql`SELECT * FROM (
SELECT question, key, ${joinSql(figuresOf(placed), sql`,\n  `)}
FROM (
${countedRows(placed, sessionsInReach(plan, placed), matchParts(plan, placed))}
)
GROUP BY question, key
)
WHERE (sessions > 0 OR events > 0)${wantedOf(questions)}
ORDER BY question, ${order.most} DESC, ${order.next} DESC, ${order.last} DESC, key
LIMIT ${param.limit(Math.max(...questions.map(({ rows }) => rows)))} BY question`;
}

/**
 * The figures of a question's key, over `countedRows`. A session has a row for each part, so what is said of it is counted by distinct
 * hashes.
 */
function figuresOf({ times, pages, persons }: Placed): Sql[] {
  const hasPages = pages.length > 0;
  const hasStarts = times.length > 0;
  const views = hasPages ? sql` + countIf(is_view)` : sql``;
  const ofSessions = (condition: Sql) =>
    hasStarts || hasPages ? sql`uniqExactIf(session_hash, ${condition})` : sql`0`;
  const durations = [
    ...(hasStarts ? [sql`toInt64(sumDistinctIf(session_duration, is_start))`] : []),
    ...(hasPages ? [sql`sumIf(until_next, is_timed)`] : []),
  ];
  return [
    sql`uniqExactIf(device_hash, has_device) AS visitors`,
    sql`sumIf(page_views, has_events)${views} AS page_views`,
    sql`sumIf(events, has_events)${views} AS events`,
    sql`sumIf(revenue, has_events) AS revenue`,
    sql`uniqExactIf(session_hash, has_session) AS sessions`,
    sql`${ofSessions(sql`is_viewed`)} AS viewed`,
    sql`${ofSessions(sql`is_bounced`)} AS bounced`,
    sql`${durations.length > 0 ? joinSql(durations, sql` + `) : sql`0`} AS duration_ms`,
    ...(persons ? [sql`uniqExactIf(person, has_person) AS people`] : []),
    ...(hasPages ? [sql`countIf(is_timed) AS durations`] : []),
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
  return sql`    SELECT session_hash AS known_hash, ${joinSql(['started', ...columns].map(identifier), sql`, `)}, ${isStarted} AS is_started, 1 AS is_known
    FROM (${sessionRows(plan, split, columns, { seals: split.sealsInSpan })})`;
}
