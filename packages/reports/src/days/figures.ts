import {
  identifier,
  joinSql,
  param,
  type SessionFact,
  type Sql,
  sql,
} from '@gatrix/analytics-clickhouse-schema';
import { durationMs, isBounce, sessionsStartedIn } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import { activityIn, factRows } from './activity-rows.ts';
import { type Split, splitOf } from './days.ts';
import { listFor } from './open-numbers.ts';
import type { ByFact, ByTime, Question } from './question.ts';
import { type AnswerPart, type Figure, together, totalsOf, totalsTime } from './totals.ts';

/** A question with its place among those that are asked together. */
type Placed<Kind extends Question> = readonly [place: number, question: Kind];

const figures: readonly Figure[] = [
  'page_views',
  'events',
  'revenue',
  'sessions',
  'viewed',
  'bounced',
  'duration_ms',
];

/**
 * Selects the answers to questions about the plan's range, which has no filter or one that sealed rows can tell: `FiguresRow`s with the `question` they are of, its place. No row
 * where nothing happened and no session started. Undefined where there is nothing to ask.
 */
export function answersTo(plan: Plan, split: Split, questions: readonly Question[]): Sql | undefined {
  const placed = questions.map((question, place) => [place, question] as const);
  const byTime = placed.filter((one): one is Placed<ByTime> => 'keyOf' in one[1]);
  const byFact = placed.filter((one): one is Placed<ByFact> => 'fact' in one[1]);
  const parts = [
    ...partsOfTotals(plan, split, byTime, byFact),
    ...(byTime.length > 0 ? rowsByTime(plan, split, byTime, byFact.length > 0) : []),
    ...rowsByFact(plan, split, byFact),
  ];
  if (parts.length === 0) return undefined;
  // Of all rows: where one counts too few visitors, others may take its place.
  const unlisted = listFor(plan.days, split) ? sql`, max(unlisted) OVER () AS unlisted` : sql``;
  return sql`SELECT * FROM (
SELECT tupleElement(key, 1) AS question, tupleElement(key, 2) AS key, ${joinSql(['visitors', ...figures].map(identifier), sql`, `)}${unlisted}
FROM (
${together(plan, parts, figures, split)}
)
)
WHERE (sessions > 0 OR events > 0)${wantedOf(questions)}
ORDER BY question, sessions DESC, visitors DESC, events DESC, key
LIMIT ${param.limit(Math.max(...questions.map(({ rows }) => rows)))} BY question`;
}

/** ` AND …`, over `question` and its figures: the rows that each question wants. */
export function wantedOf(questions: readonly Question[]): Sql {
  const conditions = questions.flatMap((question, place) => {
    if ('keyOf' in question) return [];
    const isThere = 'isByPage' in question ? sql`page_views > 0` : sql`1`;
    return isThere.texts.join('') !== '1' || question.behind.texts.join('') !== ''
      ? [sql` AND (question != ${param.limit(place)} OR (${isThere}${question.behind}))`]
      : [];
  });
  return joinSql(conditions, sql``);
}

/** Whether nothing but totals of days is read, whatever is asked. */
export function isKnownByTotals(split: Split): boolean {
  return split.totals.length > 0 && !readsRows(split) && split.spanning?.length === 0;
}

function readsRows(split: Split): boolean {
  return split.sealsInSpan.length > 0 || split.openInSpan.length > 0;
}

/** Each once: two readers may ask for the same one in the same moment. */
function factsOf(byFact: readonly Placed<ByFact>[]): SessionFact[] {
  return [...new Set(byFact.map(([, { fact }]) => fact))];
}

/** A row counts for several questions: once for each, with its place and key. */
function eachOf(keys: readonly Sql[]): Sql {
  const [only] = keys;
  return keys.length === 1 && only ? only : sql`arrayJoin([${joinSql(keys, sql`, `)}])`;
}

function keyAt(place: number, key: Sql): Sql {
  return sql`(toUInt8(${param.limit(place)}), ${key})`;
}

/** Keys of facts are texts, and so must those of times be beside them. */
function keysByTime(byTime: readonly Placed<ByTime>[], time: Sql, asText: boolean): Sql[] {
  return byTime.map(([place, { keyOf }]) =>
    keyAt(place, asText ? sql`toString(${keyOf(time)})` : sql`toInt64(${keyOf(time)})`),
  );
}

function partsOfTotals(
  plan: Plan,
  split: Split,
  byTime: readonly Placed<ByTime>[],
  byFact: readonly Placed<ByFact>[],
): AnswerPart[] {
  const ofGrain = (grain: ByTime['grain']) => byTime.filter(([, question]) => question.grain === grain);
  const [first, ...others] = [
    ...(
      [
        ['day', 'all'],
        ['hour', 'hour'],
      ] as const
    )
      .map(([grain, dimension]) => ({
        dimension,
        keys: keysByTime(ofGrain(grain), totalsTime, byFact.length > 0),
      }))
      .filter(({ keys }) => keys.length > 0),
    ...factsOf(byFact).map((fact) => ({
      dimension: fact,
      keys: byFact.filter(([, one]) => one.fact === fact).map(([place]) => keyAt(place, sql`value`)),
    })),
  ];
  if (!first) return [];
  const dimensions = [first, ...others].map(({ dimension }) => dimension);
  const list = (keys: readonly Sql[]) => sql`[${joinSql(keys, sql`, `)}]`;
  const isOneEach = [first, ...others].every(({ keys }) => keys.length === 1);
  const of = isOneEach ? (keys: readonly Sql[]) => joinSql(keys, sql``) : list;
  const keys =
    others.length === 0
      ? of(first.keys)
      : sql`multiIf(${joinSql(
          others.map(({ dimension, keys }) => sql`dimension = ${param.string(dimension)}, ${of(keys)}`),
          sql`, `,
        )}, ${of(first.keys)})`;
  return totalsOf(plan, split, dimensions, figures, {
    key: isOneEach ? keys : sql`arrayJoin(${keys})`,
  });
}

function rowsByTime(
  plan: Plan,
  split: Split,
  byTime: readonly Placed<ByTime>[],
  asText: boolean,
): AnswerPart[] {
  const parts: AnswerPart[] = [];
  const names = byTime.map(([place]) => identifier(`time_${place}`));
  // Rows are grouped by numbers, and groups then made into rows of each question.
  const grouped = {
    key: eachOf(
      byTime.map(([place], index) => {
        const name = names[index] ?? sql`0`;
        return keyAt(place, asText ? sql`toString(${name})` : name);
      }),
    ),
    groupedBy: joinSql(names, sql`, `),
  };
  const keyed = (rows: Sql, time: Sql) => {
    const keys = byTime.map(
      ([, { keyOf }], index) => sql`toInt64(${keyOf(time)}) AS ${names[index] ?? sql``}`,
    );
    return sql`FROM (SELECT *, ${joinSql(keys, sql`, `)} FROM (
    ${rows}
  ))`;
  };
  const hasRows = readsRows(split);
  if (hasRows || split.totals.length === 0) {
    parts.push({
      ...grouped,
      devices: sql`1`,
      figures: {
        page_views: sql`sum(page_views)`,
        events: sql`sum(events)`,
        revenue: sql`sum(revenue)`,
      },
      source: keyed(activityIn(plan, plan.range, split), sql`at`),
    });
  }
  if (hasRows || (split.spanning?.length ?? 1) > 0) {
    // Which rows a session started on is known to the millisecond, so that they never need the events for it.
    const ofStarts = split.totals.length > 0 ? split : splitOf(plan.days, plan.range);
    parts.push({
      ...grouped,
      devices: undefined,
      figures: {
        sessions: sql`count()`,
        viewed: sql`countIf(views > 0)`,
        bounced: sql`countIf(${isBounce})`,
        duration_ms: sql`sum(${durationMs})`,
      },
      source: keyed(
        sessionsStartedIn(plan, plan.range, ['ended', 'views', 'custom'], ofStarts),
        sql`started`,
      ),
    });
  }
  return parts;
}

/** Each fact is grouped by alone, since ClickHouse groups by a dictionary's places sooner than by texts. */
function rowsByFact(plan: Plan, split: Split, byFact: readonly Placed<ByFact>[]): AnswerPart[] {
  const facts = factsOf(byFact);
  if (facts.length === 0) return [];
  const nameOf = (fact: SessionFact) => identifier(`of_${fact}`);
  const sets = facts.map((fact) => {
    const places = byFact.filter(([, one]) => one.fact === fact);
    const keys = places.map(([place]) => keyAt(place, sql`toString(${nameOf(fact)})`));
    return { name: nameOf(fact), keys: sql`[${joinSql(keys, sql`, `)}]` };
  });
  const [first, ...others] = sets;
  if (!first) return [];
  const picked = others.map(({ name, keys }) => sql`grouping(${name}) = 0, ${keys}`);
  const grouped =
    others.length === 0
      ? { key: sql`arrayJoin(${first.keys})`, groupedBy: first.name }
      : {
          key: sql`arrayJoin(multiIf(${joinSql(picked, sql`, `)}, ${first.keys}))`,
          groupedBy: sql`GROUPING SETS (${joinSql(
            sets.map(({ name }) => sql`(${name})`),
            sql`, `,
          )})`,
        };
  const rows = factRows(plan, split, facts);
  const sumOf = {
    whole: (column: Sql) => sql`sum(${column})`,
    others: (column: Sql) => sql`sumIf(${column}, in_range)`,
  };
  return (['whole', 'others'] as const).flatMap((kind) => {
    const selected = rows[kind];
    if (!selected) return [];
    const sum = sumOf[kind];
    return [
      {
        ...grouped,
        devices: kind === 'whole' ? sql`1` : sql`in_range`,
        figures: {
          sessions: sql`countIf(is_session) + uniqExactIf(session_hash, in_session)`,
          page_views: sum(sql`page_views`),
          revenue: sum(sql`revenue`),
          events: sum(sql`events`),
        },
        source: sql`FROM (
  ${selected}
  )`,
      },
    ];
  });
}
