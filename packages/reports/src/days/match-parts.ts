import {
  acquisitionFacts,
  identifier,
  joinSql,
  type SessionFact,
  type Sql,
  sql,
} from '@gatrix/analytics-clickhouse-schema';
import type { KnownPersons } from '../audience/active-persons.ts';
import { ownKeys, whoIsWho } from '../persons/persons.ts';
import type { Plan } from '../query/plan.ts';
import { nobody } from './activity-rows.ts';
import { matchingEvents } from './matching-rows.ts';
import { eventColumnsOfPages, viewsOfPart } from './page-matches.ts';
import type { ByFact, ByPage, ByTime } from './question.ts';

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

export interface Placed {
  readonly times: readonly PlacedTime[];
  readonly facts: readonly PlacedFact[];
  readonly pages: readonly PlacedPage[];
  /** Who is who, where active persons are counted. */
  readonly persons: KnownPersons | undefined;
}

export const timeName = (place: number) => `time_${place}`;
export const factName = (fact: SessionFact) => `of_${fact}`;

/** Each once: two questions may be about the same one. */
export function factsOf({ facts }: Placed): SessionFact[] {
  return [...new Set(facts.map(({ question }) => question.fact))];
}

/** Whether it is the one of the session's first event for all its events. */
export function isOfSession(fact: SessionFact): boolean {
  return acquisitionFacts.some((one) => one === fact);
}

/**
 * Selects the matching events in parts: those of a session that are of one device and alike in what the questions tell apart, with `page_views`,
 * `events`, `revenue` and, for pages, arrays of the views. Behind the range they count for nothing but that their session has them.
 */
export function matchParts(plan: Plan, placed: Placed): Sql {
  const { persons, pages } = placed;
  const hasPages = pages.length > 0;
  const keys = keysOf(placed);
  const names = joinSql(
    keys.map(({ name }) => sql`, ${identifier(name)}`),
    sql``,
  );
  const values = joinSql(
    keys.map(({ name, value }) => sql`, ${value} AS ${identifier(name)}`),
    sql``,
  );
  const ofFacts = factsOf(placed).map(identifier);
  const columns = hasPages ? [...ofFacts, ...eventColumnsOfPages] : ofFacts;
  const own = persons
    ? sql`, if(in_range, is_profile, 0) AS is_profile, if(in_range, own_key, ${nobody}) AS own_key`
    : sql``;
  const ofOwn = persons ? sql`, ${ownKeys}` : sql``;
  const ofPages = hasPages ? sql`, in_range` : sql``;
  const parts = sql`
      SELECT session_hash, device_hash, sumIf(views, in_range) AS page_views, sumIf(count, in_range) AS events,
        sumIf(amount, in_range) AS revenue${ofOwn}${names}${ofPages}${hasPages ? sql`, ${viewsOfPart}` : sql``}
      FROM (
        SELECT session_hash, in_range, if(in_range, device_key, ${nobody}) AS device_hash, views, count, amount${own}${values}${hasPages ? sql`, path, at, order_hash` : sql``}
        FROM (
${matchingEvents(plan, columns, persons !== undefined)}
        )
      )
      GROUP BY session_hash, device_hash${ofOwn}${names}${ofPages}`;
  return persons ? withPersons(plan, persons, parts) : parts;
}

interface Key {
  readonly name: string;
  /** Over the columns of an event, and `at`, when it was. */
  readonly value: Sql;
}

/** What the questions tell apart of a session's events. */
function keysOf(placed: Placed): Key[] {
  return [
    ...placed.times.map(({ place, question }) => ({
      name: timeName(place),
      value: question.keyOf(sql`at`),
    })),
    ...factsOf(placed).map((fact) => {
      const own = identifier(fact);
      // Those of a session are known from its first event, so that they need not keep its events apart.
      const value = isOfSession(fact) ? sql`if(session_hash = ${nobody}, toString(${own}), '')` : own;
      return { name: factName(fact), value };
    }),
  ];
}

/** Selects the rows with who they are of, as `person`. */
function withPersons(plan: Plan, { aliases }: KnownPersons, rows: Sql): Sql {
  const { person, join } = whoIsWho(plan, aliases, true);
  return sql`
      SELECT known.*, ${person} AS person
      FROM (${rows}
      ) AS known${join}`;
}
