import { joinSql, sql } from '@gatrix/analytics-clickhouse-schema';
import {
  type QueryData,
  type QueryLine,
  type QueryParameters,
  queryData,
  queryParameters,
} from '@gatrix/analytics-protocol/insights';
import { needsPerson } from '../explore/aggregation.ts';
import { type Formula, parseFormula, type Values } from '../explore/formula.ts';
import {
  eventsOf,
  type Key,
  pointsOf,
  restOf,
  type SeriesQuestion,
  totalsOf,
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
import { formatInstant, instantOf } from '../time/zone.ts';
import type { Report } from './report.ts';

/**
 * Up to ten series A, B, … of events, aggregated over the range and, with `interval`, by bucket; by up to three
 * breakdowns (the values that are largest in A first, then in B, …, at most `limit`, and all others together); and formulas over the series.
 * Percentiles are exact and interpolated; `unique_sessions` counts the sessions of the events.
 */
export const query: Report<QueryParameters, QueryData> = {
  name: 'query',
  summary: 'Any series of events, aggregated, broken down, by interval, with formulas',
  parameters: queryParameters,
  data: queryData,
  readsSessions: true,
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
};

/** Of the events that a series has revenue of; undefined where none has. */
async function moneyOf(plan: Plan, { series }: QueryParameters, runner: Runner) {
  const paid = series.flatMap((one, index) =>
    one.property === 'revenue' ? [sql`(1${eventsOf(plan, one, index)})`] : [],
  );
  if (paid.length === 0) return undefined;
  return moneyIn(plan, sql`${eventsIn(plan, plan.range)} AND (${joinSql(paid, sql` OR `)})`, runner);
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
    const known = data[places[index] ?? -1];
    const instant = instantOf(zone, start + zone.offsetAt(start) + shift);
    return known ?? { date: formatInstant(zone, instant), value: null };
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
  const persons = series.some(needsPerson) ? await personsOf(plan, runner) : undefined;
  const buckets = interval ? bucketsIn(plan, range, interval) : undefined;
  refuseTooMuch(plan, parameters, buckets?.length ?? 1);
  const questions = series.map(
    (one, index): SeriesQuestion => ({ plan, series: one, index, breakdowns, persons, span: range }),
  );
  const { keys: wanted, largest } = keys
    ? { keys: keys.filter((key) => key !== restKey), largest: [] }
    : await keysOf(questions, plan.limit, runner);
  const mayHaveRest = keys ? keys.includes(restKey) : breakdowns.length > 0 && wanted.length === plan.limit;
  const restIn = async (of: readonly Bucket[] | undefined) =>
    mayHaveRest ? await inTurn(questions, (question) => restOf(question, of, wanted, runner)) : [];
  const [rests, restPoints] = [await restIn(undefined), buckets ? await restIn(buckets) : []];
  const totals = await inTurn(questions, async (question) => {
    const found = largest[question.index];
    return found && wanted.every((key) => found.has(key)) ? found : totalsOf(question, wanted, runner);
  });
  const points =
    buckets && (await inTurn(questions, (question) => pointsOf(question, buckets, wanted, runner)));
  const emptyOf = (index: number) => (isCount(series[index]?.aggregation) ? 0 : null);
  const totalAt = (key: Key, index: number) =>
    (key === restKey ? rests[index]?.get(0) : totals[index]?.get(key)) ?? emptyOf(index);
  const pointAt = (key: Key, index: number, bucket: Bucket) =>
    (key === restKey ? restPoints[index] : points?.[index]?.get(key))?.get(bucket.start) ?? emptyOf(index);
  const line = (total: number | null, at: (bucket: Bucket) => number | null): QueryLine => ({
    total,
    ...(buckets ? { data: buckets.map((bucket) => pointOf(plan, range, bucket, at(bucket))) } : {}),
  });
  const by =
    (value: (index: number) => number | null): Values =>
    (letter) =>
      value(letters.indexOf(letter));
  return {
    keys: keys ?? (rests.some(({ size }) => size > 0) ? [...wanted, restKey] : wanted),
    seriesLine: (key, index) => line(totalAt(key, index), (bucket) => pointAt(key, index, bucket)),
    formulaLine: (key, formula) =>
      line(formula(by((index) => totalAt(key, index))), (bucket) =>
        formula(by((index) => pointAt(key, index, bucket))),
      ),
  };
}

/** In the place of breakdown values: all together that are not among those shown. */
const restKey: Key = 'rest';

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

/** The breakdown values that are largest in the first series, then in the second, …, and each series' totals of its own largest. */
async function keysOf(
  questions: readonly SeriesQuestion[],
  limit: number,
  runner: Runner,
): Promise<{ keys: readonly Key[]; largest: readonly ReadonlyMap<Key, number | null>[] }> {
  // Without breakdowns there is one line whether there are events or not.
  if (questions[0]?.breakdowns.length === 0) return { keys: ['[]'], largest: [] };
  const largest = await inTurn(questions, (question) => totalsOf(question, { limit }, runner));
  return { keys: [...new Set(largest.flatMap((totals) => [...totals.keys()]))].slice(0, limit), largest };
}

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
