import { formatInstant, instantOf, joinSql, sql } from '@gatrix/analytics-clickhouse-schema';
import {
  type QueryData,
  type QueryLine,
  type QueryParameters,
  queryData,
  queryParameters,
} from '@gatrix/analytics-protocol/insights';
import { needsPerson } from '../explore/aggregation.ts';
import { type Values as ByLetter, type Formula, parseFormula } from '../explore/formula.ts';
import {
  eventsOf,
  type Key,
  restKey,
  type SeriesQuestion,
  type Values,
  valuesOf,
} from '../explore/series-values.ts';
import { personsOf } from '../persons/persons.ts';
import { eventsIn } from '../query/compile.ts';
import { InvalidParametersError } from '../query/errors.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { bucketsIn, isIncomplete } from '../query/series.ts';
import { moneyIn } from '../query/unconverted.ts';
import { alignedWith } from '../time/aligned.ts';
import type { Bucket } from '../time/buckets.ts';
import type { Range } from '../time/range.ts';
import { defineReport } from './report.ts';

/**
 * Up to ten series A, B, … of events, aggregated over the range and, with `interval`, by bucket; by up to three
 * breakdowns (the values that are largest in A first, then in B, …, at most `limit`, and all others together); and formulas over the series.
 * Percentiles are exact and interpolated; `unique_sessions` counts the sessions of the events.
 */
export const query = defineReport({
  name: 'query',
  path: '/query',
  methods: ['POST'],
  isShareable: true,
  summary: 'Any series of events, aggregated, broken down, by interval, with formulas',
  parameters: queryParameters,
  data: queryData,
  // Breakdowns and filters of sessions aside, which say so themselves.
  readsSessions: ({ series }) => series.some(isOfRevenue),
  find: async (plan, parameters, runner) => {
    const formulas = formulasOf(parameters);
    const current = await linesOf(plan, parameters, plan.range, undefined, runner);
    const { compared } = plan;
    const previous = compared && (await linesOf(plan, parameters, compared, current.keys, runner));
    const aligned = (line: QueryLine): QueryLine =>
      compared ? alignedLine(plan, parameters.interval, compared, line) : line;
    const data: QueryData = current.keys.flatMap((key) => {
      const isRest = key === restKey;
      const breakdown: string[] = isRest ? parameters.breakdowns.map(() => '(other)') : JSON.parse(key);
      const lines = [
        ...parameters.series.map((_, i) => ({
          letter: letterOf(i),
          lineIn: (all: Lines) => all.seriesLine(key, i),
        })),
        ...formulas.map(({ text, formula }) => ({
          formula: text,
          lineIn: (all: Lines) => all.formulaLine(key, formula),
        })),
      ];
      return lines.map(({ lineIn, ...about }) => ({
        ...about,
        breakdown,
        ...(isRest ? { rest: true as const } : {}),
        ...lineIn(current),
        ...(previous ? { previous: aligned(lineIn(previous)) } : {}),
      }));
    });
    const money = await moneyOf(plan, parameters, runner);
    return { data, money };
  },
});

/** Of the events that a series has revenue of; undefined where none has. */
async function moneyOf(plan: Plan, { series }: QueryParameters, runner: Runner) {
  const paid = series.flatMap((one, index) =>
    isOfRevenue(one) ? [sql`(1${eventsOf(plan, one, index)})`] : [],
  );
  if (paid.length === 0) return undefined;
  return moneyIn(plan, sql`${eventsIn(plan, plan.range)} AND (${joinSql(paid, sql` OR `)})`, runner);
}

/** Which days leave amounts out is known of days. */
function isOfRevenue({ property }: QueryParameters['series'][number]): boolean {
  return property === 'revenue';
}

/** Its points beside those of the range itself; where the clocks jumped over the hour there is nothing to say of it. */
function alignedLine(
  plan: Plan,
  interval: QueryParameters['interval'],
  compared: Range,
  line: QueryLine,
): QueryLine {
  const { data } = line;
  if (!data || (interval !== 'minute' && interval !== 'hour')) return line;
  const { zone, range } = plan;
  const [buckets, before] = [bucketsIn(plan, range, interval), bucketsIn(plan, compared, interval)];
  if (range.firstDay === undefined || compared.firstDay === undefined) return line;
  const shift = compared.firstDay - range.firstDay;
  const places = alignedWith(zone, { range, buckets }, { range: compared, buckets: before }, true);
  const points = buckets.map(({ start }, index) => {
    const row = data[places[index] ?? -1];
    const instant = instantOf(zone, start + zone.offsetAt(start) + shift);
    return row ?? { date: formatInstant(zone, instant), value: null };
  });
  return { ...line, data: points };
}

interface Lines {
  readonly keys: readonly Key[];
  seriesLine(key: Key, series: number): QueryLine;
  formulaLine(key: Key, formula: Formula): QueryLine;
}

async function linesOf(
  plan: Plan,
  parameters: QueryParameters,
  range: Range,
  keys: readonly Key[] | undefined,
  runner: Runner,
): Promise<Lines> {
  const { series, breakdowns, interval } = parameters;
  const persons = series.some(needsPerson) ? await personsOf(plan) : undefined;
  const buckets = interval ? bucketsIn(plan, range, interval) : undefined;
  refuseTooMuch(plan, parameters, buckets?.length ?? 1);
  const questions = series.map(
    (one, index): SeriesQuestion => ({ plan, series: one, index, breakdowns, persons, span: range }),
  );
  const rows = await valuesByKey(questions, { keys, buckets, limit: plan.limit }, runner);
  const emptyOf = (index: number) => (isCount(series[index]?.aggregation) ? 0 : null);
  const line = (total: number | null, at: (bucket: Bucket) => number | null): QueryLine => ({
    total,
    ...(buckets ? { data: buckets.map((bucket) => pointOf(plan, range, bucket, at(bucket))) } : {}),
  });
  const totalAt = (key: Key, index: number) => rows.values[index]?.get(key)?.total ?? emptyOf(index);
  const pointAt = (key: Key, index: number, bucket: Bucket) =>
    rows.values[index]?.get(key)?.points.get(bucket.start) ?? emptyOf(index);
  const by =
    (value: (index: number) => number | null): ByLetter =>
    (letter) =>
      value(letters.indexOf(letter));
  return {
    keys: rows.keys,
    seriesLine: (key, index) => line(totalAt(key, index), (bucket) => pointAt(key, index, bucket)),
    formulaLine: (key, formula) =>
      line(formula(by((index) => totalAt(key, index))), (bucket) =>
        formula(by((index) => pointAt(key, index, bucket))),
      ),
  };
}

/** Points of an answer: some 30 MB of JSON. */
const maxPoints = 500_000;

function refuseTooMuch(plan: Plan, { series, formulas, breakdowns }: QueryParameters, buckets: number): void {
  const lines = series.length + formulas.length;
  const values = breakdowns.length > 0 ? plan.limit : 1;
  const points = lines * values * buckets * (plan.compared ? 2 : 1);
  if (points <= maxPoints) return;
  const message = `allows ${points} points (${lines} series and formulas × ${values} values × ${buckets} buckets${plan.compared ? ', twice' : ''}), more than ${maxPoints}; ask for a longer interval, a shorter range or fewer values`;
  throw new InvalidParametersError([{ field: 'limit', message }]);
}

const letters = [...'ABCDEFGHIJ'];

function letterOf(index: number): string {
  return letters[index] ?? '';
}

/** Nothing counted is 0, the mean or maximum of nothing is nothing. */
function isCount(aggregation: string | undefined): boolean {
  return ['total', 'unique_users', 'unique_sessions', 'sum'].includes(aggregation ?? '');
}

function pointOf(plan: Plan, range: Range, bucket: Bucket, value: number | null) {
  return {
    date: bucket.date,
    value,
    ...(isIncomplete(bucket, range, plan.now) ? { incomplete: true as const } : {}),
  };
}

interface Wanted {
  /** Those shown; without them, those that are largest in the first series, then in the second, …, and the rest. */
  readonly keys: readonly Key[] | undefined;
  readonly buckets: readonly Bucket[] | undefined;
  readonly limit: number;
}

/** The breakdown values to show, and each series' values of them. */
async function valuesByKey(
  questions: readonly SeriesQuestion[],
  { keys, buckets, limit }: Wanted,
  runner: Runner,
): Promise<{ keys: readonly Key[]; values: readonly ReadonlyMap<Key, Values>[] }> {
  const breakdowns = questions[0]?.breakdowns ?? [];
  const isAtOnce = buckets === undefined || haveFewValues(breakdowns);
  // Without breakdowns there is one line whether there are events or not.
  const isRanked = !keys && breakdowns.length > 0;
  const largest = isRanked
    ? await inTurn(questions, (one) => valuesOf(one, { limit }, isAtOnce ? buckets : undefined, runner))
    : [];
  const ranked = isRanked ? largest.flatMap((values) => [...values.keys()]) : (keys ?? ['[]']);
  const shown = [...new Set(ranked)].filter((key) => key !== restKey).slice(0, isRanked ? limit : undefined);
  const mayHaveRest = isRanked ? shown.length === limit : keys?.includes(restKey);
  const values = await inTurn(questions, async (question) => {
    const known = largest[question.index];
    const isKnown = isAtOnce && known !== undefined && shown.every((key) => known.has(key));
    const own = isKnown ? known : await valuesOf(question, { keys: shown }, buckets, runner);
    const rest = mayHaveRest ? await valuesOf(question, { butFor: shown }, buckets, runner) : [];
    return new Map([...own, ...rest]);
  });
  const hasRest = mayHaveRest && values.some((one) => one.has(restKey));
  return { keys: keys ?? (hasRest ? [...shown, restKey] : shown), values };
}

/** So few that a point for each value and bucket costs less than to read the events twice. */
function haveFewValues(breakdowns: QueryParameters['breakdowns']): boolean {
  return breakdowns.length === 0 || (breakdowns.length === 1 && breakdowns.every((one) => withFew.has(one)));
}

const withFew = new Set<string>(['country', 'device', 'os', 'browser', 'channel', 'referrer_type', 'name']);

/** One after the other, so that one request does not take all of the server. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

function formulasOf({ formulas, series }: QueryParameters): { text: string; formula: Formula }[] {
  return formulas.map((text, index) => {
    const formula = parseFormula(text, letters.slice(0, series.length));
    if (formula) return { text, formula };
    const message = `must be arithmetic over ${series.map((_, i) => letterOf(i)).join(', ')}`;
    throw new InvalidParametersError([{ field: `formulas.${index}`, message }]);
  });
}
