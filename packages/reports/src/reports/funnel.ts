import {
  type FunnelData,
  type FunnelParameters,
  funnelData,
  funnelParameters,
} from '@gatrix/analytics-protocol/insights';
import { countedFunnel, isCountable } from '../funnel/counted.ts';
import { type Progress, progressOf } from '../funnel/people.ts';
import { summaryOf, timeToConvert } from '../funnel/summary.ts';
import type { Plan } from '../query/plan.ts';
import { withRest } from '../query/rest.ts';
import { bucketsIn, isIncomplete } from '../query/series.ts';
import { percent } from '../query/shape.ts';
import { defineReport } from './report.ts';

/**
 * How many come how far through steps. Spec: an attempt starts with a step-1 event in the range; each later step falls
 * within `window` of it, the bound included, and may lie past the range's end; one event fulfils one step; events of
 * one instant come in either order; a user's result is the furthest of all attempts. An attempt that meets an
 * exclusion goes no further. `any` starts with any step's event, and step k counts who fulfilled at least k of them.
 */
export const funnel = defineReport({
  name: 'funnel',
  path: '/funnel',
  methods: ['GET', 'POST'],
  isShareable: true,
  summary: 'How many people come how far through a series of steps',
  parameters: funnelParameters,
  data: funnelData,
  readsSessions: () => true,
  find: async (plan, parameters, runner) => {
    const names = parameters.steps.map((step) => step.anyOf.join(' | '));
    if (isCountable(parameters)) return { data: await countedFunnel(plan, parameters, names, runner) };
    const columns = { ids: false, starts: parameters.trend };
    const people = [...(await progressOf(plan, parameters, columns, runner))];
    const resultOf = (group: readonly Progress[]): GroupResult => ({
      ...summaryOf(group, names),
      ...(parameters.trend ? { trend: trendOf(plan, group, parameters, names.length) } : {}),
      ...(parameters.timeToConvert ? { time_to_convert: timeToConvert(group, names.length) } : {}),
    });
    const breakdown = parameters.breakdown ? byValue(people, resultOf, plan.limit) : undefined;
    return { data: { ...resultOf(people), ...(breakdown ? { breakdown } : {}) } };
  },
});

type GroupResult = Omit<FunnelData, 'breakdown'>;

/** Most starters first, then by value; behind `limit` of them the others together. */
function byValue(
  people: readonly Progress[],
  resultOf: (group: readonly Progress[]) => GroupResult,
  limit: number,
) {
  const groups = new Map<string, Progress[]>();
  for (const person of people) {
    const group = groups.get(person.value);
    if (group) group.push(person);
    else groups.set(person.value, [person]);
  }
  const values = [...groups]
    .map(([name, group]) => ({ name, ...resultOf(group) }))
    .sort((a, b) => (b.steps[0]?.count ?? 0) - (a.steps[0]?.count ?? 0) || (a.name < b.name ? -1 : 1));
  const others = values.slice(limit).flatMap(({ name }) => groups.get(name) ?? []);
  return withRest(values.slice(0, limit), others, resultOf);
}

/** A session lasts no longer. */
const longestSessionMs = 86_400_000;

/** By the bucket in which the attempt started. What the window of no attempt of it has passed is not known yet. */
function trendOf(
  plan: Plan,
  people: readonly Progress[],
  { interval = 'day', window }: FunnelParameters,
  stepCount: number,
): NonNullable<FunnelData['trend']> {
  const buckets = bucketsIn(plan, plan.range, interval);
  const windowMs = window === 'session' ? longestSessionMs : window;
  const counts = buckets.map(() => ({ started: 0, converted: 0 }));
  for (const { reachedAt } of people) {
    const start = reachedAt[0] ?? 0;
    const count = counts[buckets.findLastIndex((bucket) => bucket.start <= start)];
    if (!count) continue;
    count.started += 1;
    if (reachedAt.length === stepCount) count.converted += 1;
  }
  return buckets.map((bucket, index) => {
    const { started, converted } = counts[index] ?? { started: 0, converted: 0 };
    return {
      date: bucket.date,
      started,
      converted,
      conversion: bucket.start + windowMs > plan.now ? null : percent(converted, started),
      ...(isIncomplete(bucket, plan.range, plan.now - windowMs) ? { incomplete: true as const } : {}),
    };
  });
}
