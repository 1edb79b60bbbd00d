import { identifier, joinSql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { QueryParameters, Series } from '@gatrix/analytics-protocol/insights';
import { compileFilter } from '../filters/compile.ts';
import type { Persons } from '../persons/persons.ts';
import { bucketOf, eventsIn, type Span } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { dimensionOf } from '../reports/dimension.ts';
import type { Bucket } from '../time/buckets.ts';
import { needsPerson, numberOf, type ValueRow, valueIn, valueSql } from './aggregation.ts';

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

/** The value over the whole span by breakdown values: of those wanted, or of the `limit` that are largest. */
export async function totalsOf(
  question: SeriesQuestion,
  wanted: readonly Key[] | { readonly limit: number },
  runner: Runner,
): Promise<Map<Key, number | null>> {
  const values = valuesOf(question);
  const [where, end] =
    'limit' in wanted
      ? [sql``, sql`LIMIT ${param.limit(wanted.limit)}`]
      : [whereWanted(values, wanted), sql``];
  const rows = await runner.run<ValueRow & { key: string[] }>(sql`SELECT
  ${keyOf(values)} AS key, ${valueSql(question.series)}
FROM (${eventsOfSeries(question, sql`0`)})${where}
GROUP BY ${joinSql([sql`bucket`, ...values], sql`, `)}
ORDER BY ranked DESC NULLS LAST, key
${end}`);
  return new Map(rows.map((row) => [JSON.stringify(row.key), valueIn(question.series, row)]));
}

/** The value by breakdown values and start of the bucket, for the breakdown values wanted. */
export async function pointsOf(
  question: SeriesQuestion,
  buckets: readonly Bucket[],
  wanted: readonly Key[],
  runner: Runner,
): Promise<Map<Key, Map<number, number | null>>> {
  const points = new Map<Key, Map<number, number | null>>(wanted.map((key) => [key, new Map()]));
  if (buckets.length === 0 || wanted.length === 0) return points;
  const values = valuesOf(question);
  const rows = await runner.run<ValueRow & { key: string[]; bucket: number }>(sql`SELECT
  ${keyOf(values)} AS key, bucket, ${valueSql(question.series)}
FROM (${eventsOfSeries(question, bucketOf(sql`timestamp`, buckets))})${whereWanted(values, wanted)}
GROUP BY ${joinSql([sql`bucket`, ...values], sql`, `)}`);
  for (const row of rows) points.get(JSON.stringify(row.key))?.set(row.bucket, valueIn(question.series, row));
  return points;
}

/**
 * The value by start of the bucket, or over the whole span (as of bucket 0), of all breakdown values together but those shown.
 * Empty where there are no others.
 */
export async function restOf(
  question: SeriesQuestion,
  buckets: readonly Bucket[] | undefined,
  shown: readonly Key[],
  runner: Runner,
): Promise<Map<number, number | null>> {
  if (buckets?.length === 0) return new Map();
  const bucket = buckets ? bucketOf(sql`timestamp`, buckets) : sql`0`;
  // Each value behind its length in bytes, so that different lists are different texts.
  const names = shown.map((key) =>
    (JSON.parse(key) as string[]).map((text) => `${Buffer.byteLength(text)}:${text}`).join(''),
  );
  const name = sql`arrayStringConcat(arrayMap(x -> concat(toString(length(x)), ':', x), ${keyOf(valuesOf(question))}))`;
  const rows = await runner.run<ValueRow & { bucket: number }>(sql`SELECT
  bucket, ${valueSql(question.series)}
FROM (${eventsOfSeries(question, bucket)})
WHERE NOT has(${param.strings(names)}, ${name})
GROUP BY bucket`);
  return new Map(rows.map((row) => [row.bucket, valueIn(question.series, row)]));
}

/** Each value on its own lets more pass than the lists together, never less; who asks drops the rest. */
function whereWanted(values: readonly Sql[], wanted: readonly Key[]): Sql {
  if (values.length === 0) return sql``;
  const lists = wanted.map((key): string[] => JSON.parse(key));
  const conditions = values.map((value, i) => {
    const allowed = [...new Set(lists.map((list) => list[i] ?? ''))];
    return sql`has(${param.strings(allowed)}, ${value})`;
  });
  return sql` WHERE ${joinSql(conditions, sql` AND `)}`;
}

/** The columns of the breakdowns' values. Grouped by each of them, since a list of texts takes longer to group by. */
function valuesOf({ breakdowns }: SeriesQuestion): Sql[] {
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
  const dimensions = breakdowns.map((name) => dimensionOf(plan, name, span.from));
  const names = valuesOf(question);
  const values = joinSql(
    dimensions.map(({ value }, index) => sql`${value} AS ${names[index] ?? sql``}, `),
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
  SELECT ${values}${bucket} AS bucket, session_id, ${number} AS number, ${units} AS units, ${isThere} AS has_number
  FROM ${from}
`;
  }
  return sql`
  SELECT ${joinSql([...names, sql`bucket`], sql`, `)}, ${persons.person} AS person, toUInt64(1) AS events
  FROM (
  SELECT ${values}${bucket} AS bucket, ${persons.keys}
  FROM ${from}
  ) AS known${persons.join}
`;
}
