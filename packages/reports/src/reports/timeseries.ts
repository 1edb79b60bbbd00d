import {
  type Interval,
  type TimeseriesValues,
  timeseriesData,
  timeseriesParameters,
} from '@gatrix/analytics-protocol/insights';
import { slotMs, splitOf } from '../days/days.ts';
import { answersTo } from '../days/figures.ts';
import { peopleByTime } from '../days/figures-batches.ts';
import { isBetweenParts } from '../days/parts.ts';
import type { ByTime, FiguresRow } from '../days/question.ts';
import { bucketOf } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { bucketsIn, isIncomplete } from '../query/series.ts';
import { meanSeconds, percent } from '../query/shape.ts';
import { alignedWith } from '../time/aligned.ts';
import { type Bucket, beginOn } from '../time/buckets.ts';
import type { Range } from '../time/range.ts';
import { defineReport } from './report.ts';

/**
 * The overview's figures by interval (default: day), zero-filled over the range in its zone. A session belongs to the
 * bucket in which it started. `previous` is the compared range's bucket at the same place, by the clock where there is one.
 */
export const timeseries = defineReport({
  name: 'timeseries',
  path: '/timeseries',
  methods: ['GET'],
  isShareable: true,
  summary: 'Visitors, sessions, page views, events, bounce rate and duration by interval',
  parameters: timeseriesParameters,
  data: timeseriesData,
  readsSessions: () => true,
  find: async (plan, parameters, runner) => {
    const interval = parameters.interval ?? 'day';
    const of = (range: Range) => seriesOf({ ...plan, range }, interval, runner);
    if (!plan.compared) return { data: await of(plan.range) };
    const [current, compared] = await Promise.all([of(plan.range), of(plan.compared)]);
    const places = alignedWith(
      plan.zone,
      { range: plan.range, buckets: bucketsIn(plan, plan.range, interval) },
      { range: plan.compared, buckets: bucketsIn(plan, plan.compared, interval) },
      interval === 'minute' || interval === 'hour',
    );
    const data = current.map((values, index) => {
      const previous = compared[places[index] ?? -1];
      return previous ? { ...values, previous } : values;
    });
    return { data };
  },
});

async function seriesOf(plan: Plan, interval: Interval, runner: Runner): Promise<TimeseriesValues[]> {
  const { range } = plan;
  const buckets = bucketsIn(plan, range, interval);
  if (buckets.length === 0) return [];
  const rows = await figuresOf(plan, buckets, runner);
  const rowAt = new Map(rows.map((row) => [Number(row.key), row]));
  return buckets.map((bucket) => {
    const row = rowAt.get(bucket.start);
    return {
      date: bucket.date,
      active_users: row?.people ?? row?.visitors ?? 0,
      unique_visitors: row?.visitors ?? 0,
      total_sessions: row?.sessions ?? 0,
      total_screen_views: row?.page_views ?? 0,
      total_events: row?.events ?? 0,
      bounce_rate: percent(row?.bounced ?? 0, row?.viewed ?? 0),
      avg_session_duration: meanSeconds(row?.duration_ms ?? 0, row?.sessions ?? 0),
      ...(isIncomplete(bucket, range, plan.now) ? { incomplete: true as const } : {}),
    };
  });
}

/** By the matching events; without a filter by days' totals where the buckets are whole hours or days of a zone at whose midnights totals are divided, by quarters of an hour, or by the events. */
async function figuresOf(
  plan: Plan,
  buckets: readonly Bucket[],
  runner: Runner,
): Promise<readonly FiguresRow[]> {
  const question: ByTime = {
    grain: grainOf(plan, buckets),
    keyOf: (time) => bucketOf(time, buckets),
    rows: buckets.length,
  };
  const isOfTotals = question.grain === 'day' || question.grain === 'hour';
  if (plan.filter || isOfTotals) return plan.loadFigures(plan, question, runner);
  const split = splitOf(plan.days, plan.range, question.grain === 'slot' ? 'slots' : 'events');
  const statement = answersTo(plan, split, [question]);
  if (!statement) return [];
  // Totals of days and hours have no part in it: there is nothing to remember.
  const [rows, people] = await Promise.all([
    runner.run<FiguresRow>(statement),
    peopleByTime(plan, [question], { runner, translated: new Map() }),
  ]);
  const at = people?.[0];
  return at ? rows.map((row) => ({ ...row, people: at.get(Number(row.key)) ?? 0 })) : rows;
}

const hourMs = 3_600_000;

/** Totals of days tell what is in a bucket where none of them reaches over its ends. */
function grainOf({ days, range }: Plan, buckets: readonly Bucket[]): ByTime['grain'] {
  const isOfDays =
    beginOn(slotMs, buckets) &&
    buckets.every(({ start }) => start <= range.from || isBetweenParts(days, start));
  if (isOfDays) return 'day';
  if (beginOn(hourMs, buckets)) return 'hour';
  return beginOn(slotMs, buckets) ? 'slot' : 'event';
}
