import {
  eventOrder,
  formatInstant,
  instantOf,
  localDay,
  param,
  type Sql,
  sql,
} from '@gatrix/analytics-clickhouse-schema';
import {
  type Bracket,
  type RetentionParameters,
  type RetentionResult,
  retentionData,
  retentionParameters,
} from '@gatrix/analytics-protocol/insights';
import { activeByPeriod, byPersonAndPeriod } from '../audience/activity.ts';
import { columnsOf, inBrackets } from '../audience/retention-columns.ts';
import { type Persons, personsOf } from '../persons/persons.ts';
import { bucketOf, eventsIn } from '../query/compile.ts';
import { InvalidParametersError } from '../query/errors.ts';
import type { Plan } from '../query/plan.ts';
import { withRest } from '../query/rest.ts';
import type { Runner } from '../query/run.ts';
import { percent } from '../query/shape.ts';
import type { Bucket } from '../time/buckets.ts';
import { addUnits, maxBuckets, startOfUnit } from '../time/buckets.ts';
import { beginningOfTime, endOfTime } from '../time/span.ts';
import { dimensionOf, isOfSession } from './dimension.ts';
import { defineReport } from './report.ts';

/**
 * Who comes back, by calendar period of the zone. Spec: the range is widened to whole periods; `first_time` puts a user
 * in the period of their first start event ever, `recurring` in every period with one; period k counts who has a return
 * event in it (`on`), or in it or later (`on_or_after`). Filters choose among start and return events alike.
 */
export const retention = defineReport({
  name: 'retention',
  path: '/retention',
  methods: ['GET', 'POST'],
  isShareable: true,
  summary: 'How many users come back in the periods after their first',
  parameters: retentionParameters,
  data: retentionData,
  readsSessions: (parameters) =>
    isOfActivity(parameters) || (parameters.breakdown !== undefined && isOfSession(parameters.breakdown)),
  find: async (plan, parameters, runner) => {
    const { cohorts, all } = periodsOf(plan, parameters);
    const rows = cohorts.length === 0 ? [] : await returnsOf(plan, parameters, cohorts, all, runner);
    const resultOf = (own: readonly Row[]) => shape(plan, parameters, cohorts, all, own);
    const { brackets } = parameters;
    const whole = { ...resultOf(rows), ...(brackets && { brackets: brackets.map(bracketName) }) };
    if (!parameters.breakdown) return { data: whole };
    const names = [...new Set(rows.map((row) => row.value))];
    const sizeOf = (name: string) =>
      rows.reduce(
        (sum, row) => sum + (row.value === name && row.cohort === row.returned ? row.people : 0),
        0,
      );
    const values = names
      .map((name) => ({ name, size: sizeOf(name) }))
      .sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1));
    const shown = values
      .slice(0, plan.limit)
      .map(({ name }) => ({ name, ...resultOf(rows.filter((row) => row.value === name)) }));
    const split = new Set(values.slice(plan.limit).map(({ name }) => name));
    const breakdown = withRest(
      shown,
      rows.filter((row) => split.has(row.value)),
      resultOf,
    );
    return { data: { ...whole, breakdown } };
  },
});

function bracketName({ from, to }: Bracket): string {
  return from === to ? `${from}` : `${from}-${to}`;
}

/** `returned` equal to `cohort` counts the cohort itself. Both are starts of periods, milliseconds; a bracket's is its first. */
interface Row {
  readonly cohort: number;
  readonly returned: number;
  readonly value: string;
  readonly people: number;
}

/** The periods that the range touches, and those with as many behind them as are asked for. */
function periodsOf(plan: Plan, parameters: RetentionParameters): { cohorts: Bucket[]; all: Bucket[] } {
  const { zone, range } = plan;
  const { period } = parameters;
  if (range.to <= range.from) return { cohorts: [], all: [] };
  const all: Bucket[] = [];
  let day = startOfUnit(period, localDay(zone, range.from));
  let count = 0;
  for (
    let more = columnsOf(parameters).at(-1)?.to ?? 0;
    more > 0 || (all.at(-1)?.end ?? range.from) < range.to;
  ) {
    const start = instantOf(zone, day);
    day = addUnits(period, day, 1);
    const end = instantOf(zone, day);
    // A zone that skips a whole day has no such period.
    if (end === start) continue;
    all.push({ start, end, date: formatInstant(zone, start) });
    if (start < range.to) count = all.length;
    else more -= 1;
    if (all.length > maxBuckets) {
      throw new InvalidParametersError([
        { field: 'period', message: `gives more than ${maxBuckets} periods` },
      ]);
    }
  }
  return { cohorts: all.slice(0, count), all };
}

async function returnsOf(
  plan: Plan,
  parameters: RetentionParameters,
  cohorts: readonly Bucket[],
  all: readonly Bucket[],
  runner: Runner,
): Promise<Row[]> {
  const persons = await personsOf(plan);
  const first = cohorts[0]?.start ?? 0;
  const behindCohorts = cohorts.at(-1)?.end ?? 0;
  const isOn = parameters.criterion === 'on';
  const isFirstTime = parameters.cohort === 'first_time';
  const isStartPeriod = sql`starts_here AND period < ${param.integer(behindCohorts)}`;
  const starts = isFirstTime
    ? sql`[argMinIf((period, value), period, starts_here)]`
    : sql`groupArrayIf((period, value), ${isStartPeriod})`;
  const isNew = isFirstTime ? sql` AND minIf(period, starts_here) >= ${param.integer(first)}` : sql``;
  const later = sql`arrayFilter(p -> p > start.1, returns)`;
  const inColumns = parameters.brackets ? inBrackets(later, parameters.brackets, all) : later;
  const returned = isOn ? inColumns : sql`if(returns[1] > start.1, returns, [])`;
  return runner.run<Row>(sql`SELECT start.1 AS cohort, returned, start.2 AS value, count() AS people
FROM (
  SELECT arrayJoin(starts) AS start, arrayJoin(arrayConcat([start.1], ${returned})) AS returned
  FROM (
    SELECT
      ${starts} AS starts,
      ${isOn ? sql`groupArrayIf(period, returns_here)` : sql`[maxIf(period, returns_here)]`} AS returns
    FROM (
      ${periodsByPerson(plan, parameters, { first, all }, persons)}
    )
    GROUP BY person
    HAVING countIf(${isStartPeriod}) > 0${isNew}
  )
)
GROUP BY cohort, returned, value`);
}

interface Periods {
  /** The start of the first cohort, milliseconds. */
  readonly first: number;
  readonly all: readonly Bucket[];
}

/** Selects each person's periods: whether they start or return in it, and the breakdown's `value` at their first start there. */
function periodsByPerson(
  plan: Plan,
  parameters: RetentionParameters,
  { first, all }: Periods,
  persons: Persons,
): Sql {
  const behindAll = all.at(-1)?.end ?? 0;
  // What lies before the first period or behind the last is a period of its own.
  const periodOf = (time: Sql) =>
    sql`multiIf(${time} >= ${param.time(behindAll)}, ${param.integer(behindAll)}, ${time} < ${param.time(first)}, ${param.integer(first - 1)}, ${bucketOf(time, all)})`;
  const span = {
    from: parameters.cohort === 'first_time' ? beginningOfTime : first,
    to: parameters.criterion === 'on' ? behindAll : endOfTime,
  };
  if (isOfActivity(parameters)) {
    return sql`SELECT person, period, 1 AS starts_here, '' AS value, 1 AS returns_here
      FROM (${activeByPeriod(plan, span, persons, { buckets: all, of: periodOf })})
      WHERE person != ${persons.nobody}
      GROUP BY person, period`;
  }
  const source = parameters.breakdown ? dimensionOf(plan, parameters.breakdown, 'breakdown', 0) : undefined;
  const isStart = named(parameters.startEvent);
  const query = {
    period: periodOf(sql`timestamp`),
    columns: sql`,
      max(${isStart}) AS does_start, max(${named(parameters.returnEvent)}) AS does_return${
        source
          ? sql`, argMinIf((${source.value}, ${eventOrder}), ${eventOrder}, ${isStart}) AS first_event`
          : sql``
      }`,
    carried: sql`, does_start, does_return${source ? sql`, first_event` : sql``}`,
    conditions: eventsIn(plan, span),
  };
  return sql`SELECT
        person, period,
        max(does_start) AS starts_here,
        ${source ? sql`argMinIf(first_event.1, first_event.2, does_start)` : sql`''`} AS value,
        max(does_return) AS returns_here
      FROM (${byPersonAndPeriod(sql`${plan.tables.events}${source?.join ?? sql``}`, persons, query)})
      WHERE person != ${persons.nobody} AND (does_start OR does_return)
      GROUP BY person, period`;
}

/** Whether any event starts, any counts as a return, and nothing else is asked of them: then rows of sealed days can tell. */
function isOfActivity({ startEvent, returnEvent, breakdown }: RetentionParameters): boolean {
  return startEvent === undefined && returnEvent === undefined && breakdown === undefined;
}

function named(event: string | undefined): Sql {
  return event === undefined ? sql`1` : sql`name = ${param.string(event)}`;
}

function shape(
  plan: Plan,
  parameters: RetentionParameters,
  cohorts: readonly Bucket[],
  all: readonly Bucket[],
  rows: readonly Row[],
): RetentionResult {
  const columns = columnsOf(parameters);
  const isOn = parameters.criterion === 'on';
  const indexOf = new Map(all.map((bucket, index) => [bucket.start, index]));
  const counts = cohorts.map(() => columns.map(() => 0));
  for (const { cohort, returned, people } of rows) {
    const from = indexOf.get(cohort) ?? 0;
    const values = counts[from];
    if (!values) continue;
    const distance = (indexOf.get(returned) ?? all.length) - from;
    // Who was last seen in a period came back "on or after" every one before it, too.
    columns.forEach((column, k) => {
      const isThere =
        isOn || distance === 0 ? column.from === distance : column.from > 0 && column.from <= distance;
      if (isThere) values[k] = (values[k] ?? 0) + people;
    });
  }
  const shaped = cohorts.map(({ date }, index) => {
    const values = counts[index] ?? [];
    const size = values[0] ?? 0;
    return {
      date,
      size,
      values,
      percentages: values.map((value) => percent(value, size)),
      complete: columns.map(({ to }) => (all[index + to]?.end ?? Number.POSITIVE_INFINITY) <= plan.now),
    };
  });
  const average = columns.map((_, k) => {
    const complete = shaped.filter((cohort) => cohort.complete[k]);
    const people = complete.reduce((sum, cohort) => sum + (cohort.values[k] ?? 0), 0);
    const size = complete.reduce((sum, cohort) => sum + cohort.size, 0);
    return size === 0 ? null : (people * 100) / size;
  });
  return { cohorts: shaped, average };
}
