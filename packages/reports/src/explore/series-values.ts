import { identifier, joinSql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { QueryParameters, Series } from '@gatrix/analytics-protocol/insights';
import { compileFilter } from '../filters/compile.ts';
import type { Persons } from '../persons/persons.ts';
import { bucketOf, eventsIn } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { dimensionOf } from '../reports/dimension.ts';
import type { Bucket } from '../time/buckets.ts';
import type { Span } from '../time/span.ts';
import {
  needsPerson,
  numberOf,
  pointSql,
  statesSql,
  totalSql,
  type ValueRow,
  valueIn,
} from './aggregation.ts';

export interface SeriesQuestion {
  readonly plan: Plan;
  readonly series: Series;
  /** Its place in the request, to name it in an error. */
  readonly index: number;
  readonly breakdowns: QueryParameters['breakdowns'];
  /** Where the series needs them. */
  readonly persons: Persons | undefined;
  readonly span: Span;
}

/** The breakdowns' values joined to one text: lists of texts as JSON are equal where the lists are. */
export type Key = string;

/** Which breakdown values: the `limit` that are largest, those of the keys, or all others together. */
export type Chosen =
  | { readonly limit: number }
  | { readonly keys: readonly Key[] }
  | { readonly butFor: readonly Key[] };

/** A series' value over the whole span, and by the start of each bucket that was asked for. */
export interface Values {
  readonly total: number | null;
  readonly points: ReadonlyMap<number, number | null>;
}

/** The values by breakdown values, the largest first, read off the events once; by `restKey` where all others are one. */
export async function valuesOf(
  question: SeriesQuestion,
  chosen: Chosen,
  buckets: readonly Bucket[] | undefined,
  runner: Runner,
): Promise<Map<Key, Values>> {
  const values = valuesIn(question);
  const isRest = 'butFor' in chosen;
  const [where, end] =
    'limit' in chosen
      ? [sql``, sql`LIMIT ${param.limit(chosen.limit)}`]
      : [isRest ? butFor(values, chosen.butFor) : whereWanted(values, chosen.keys), sql``];
  const groups = joinSql(isRest ? [whole] : [whole, ...values], sql`, `);
  const hasPoints = buckets !== undefined && buckets.length > 0;
  const bucket = hasPoints ? bucketOf(sql`timestamp`, buckets) : sql`0`;
  const points = hasPoints ? sql`groupArray((bucket, ${pointSql(question.series)}))` : sql`[]`;
  const rows = await runner.run<Row>(sql`SELECT
  ${keyOf(isRest ? [] : values)} AS key, ${totalSql(question.series)}, ${points} AS points
FROM (
  SELECT ${groups}, bucket, ${statesSql(question.series)}
  FROM (${eventsOfSeries(question, bucket)})${where}
  GROUP BY ${groups}, bucket
)
GROUP BY ${groups}
ORDER BY ranked_by DESC NULLS LAST, key
${end}`);
  const read = (value: ValueRow['value'], counted: number) => valueIn(question.series, { value, counted });
  return new Map(
    rows.map((row) => [
      isRest ? restKey : JSON.stringify(row.key),
      {
        total: read(row.total, row.counted_in),
        points: new Map(row.points.map(([start, value, counted]) => [start, read(value, counted)])),
      },
    ]),
  );
}

/** In the place of breakdown values: all together that are not among those shown. */
export const restKey: Key = 'rest';

interface Row {
  readonly key: readonly string[];
  readonly total: ValueRow['value'];
  readonly counted_in: number;
  readonly points: readonly (readonly [start: number, value: ValueRow['value'], counted: number])[];
}

/** The same of all events, so that there is something to group by without breakdowns. */
const whole = sql`whole`;

function butFor(values: readonly Sql[], keys: readonly Key[]): Sql {
  // Each value behind its length in bytes, so that different lists are different texts.
  const names = keys.map((key) =>
    (JSON.parse(key) as string[]).map((text) => `${Buffer.byteLength(text)}:${text}`).join(''),
  );
  const name = sql`arrayStringConcat(arrayMap(x -> concat(toString(length(x)), ':', x), ${keyOf(values)}))`;
  return sql`
  WHERE NOT has(${param.strings(names)}, ${name})`;
}

/** Each value on its own lets more pass than the lists together, never less; who asks drops the rest. */
function whereWanted(values: readonly Sql[], wanted: readonly Key[]): Sql {
  if (values.length === 0) return sql``;
  const lists = wanted.map((key): string[] => JSON.parse(key));
  const conditions = values.map((value, i) => {
    const allowed = [...new Set(lists.map((list) => list[i] ?? ''))];
    return sql`has(${param.strings(allowed)}, ${value})`;
  });
  return sql`
  WHERE ${joinSql(conditions, sql` AND `)}`;
}

/** The columns of the breakdowns' values. Grouped by each of them, since a list of texts takes longer to group by. */
function valuesIn({ breakdowns }: SeriesQuestion): Sql[] {
  return breakdowns.map((_, index) => identifier(`value_${index}`));
}

function keyOf(values: readonly Sql[]): Sql {
  return values.length === 0 ? sql`emptyArrayString()` : sql`[${joinSql(values, sql`, `)}]`;
}

/** Further conditions on events: those of a series. */
export function eventsOf(plan: Plan, series: Series, index: number): Sql {
  const named = series.event === undefined ? sql`` : sql` AND name = ${param.string(series.event)}`;
  const filter = series.filters
    ? sql` AND ${compileFilter(series.filters, plan, `series.${index}.filters`)}`
    : sql``;
  return sql`${named}${filter}`;
}

function eventsOfSeries(question: SeriesQuestion, bucket: Sql): Sql {
  const { plan, series, span, breakdowns, persons } = question;
  const dimensions = breakdowns.map((name, index) =>
    dimensionOf(plan, name, `breakdowns.${index}`, span.from),
  );
  const names = valuesIn(question);
  const values = joinSql(
    dimensions.map(({ value, stored = value }, index) => sql`${stored} AS ${names[index] ?? sql``}, `),
    sql``,
  );
  const from = sql`${plan.tables.events}${joinSql(
    dimensions.map(({ join }) => join),
    sql``,
  )}
  WHERE ${eventsIn(plan, span)}${eventsOf(plan, series, question.index)}`;
  if (!persons || !needsPerson(series)) {
    const { number, units, isThere } = numberOf(series, plan.tables.money);
    return sql`
  SELECT ${values}0 AS whole, ${bucket} AS bucket, session_id, ${number} AS number, ${units} AS units, ${isThere} AS has_number
  FROM ${from}
`;
  }
  return sql`
  SELECT ${joinSql([whole, ...names, sql`bucket`], sql`, `)}, ${persons.person} AS person, toUInt64(1) AS events
  FROM (
  SELECT ${values}0 AS whole, ${bucket} AS bucket, ${persons.keys}
  FROM ${from}
  ) AS known${persons.join}
`;
}
