import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import { funnelParameters, funnelUsersParameters } from '@gatrix/analytics-protocol/insights';
import { expect } from 'vitest';
import { parseParameters } from '../../../src/index.ts';
import { dimensionOracle } from '../../oracle/dimension.ts';
import { attemptOracle, type FunnelQuestion, reachedOracle } from '../../oracle/funnel.ts';
import { type Attempt, summaryOracle, timeToConvertOracle } from '../../oracle/funnel-summary.ts';
import { localInstant, slicesOf } from '../../oracle/local-time.ts';
import { compareText } from '../../oracle/overview.ts';
import { groupedBy, sum } from '../../oracle/sessions.ts';
import { type Ask, type Check, inPages } from '../check.ts';
import { randomFilter } from '../random-filter.ts';
import { segmentIds } from '../random-segment.ts';
import { names } from '../world.ts';

const minute = 60_000;
const windows = {
  '2m': 2 * minute,
  '5m': 5 * minute,
  '1h': 60 * minute,
  '24h': 1440 * minute,
  '7d': 10_080 * minute,
};
const isWindow = (text: string): text is keyof typeof windows => text in windows;
/** More choices than these are not tried one by one. */
const fewEvents = 25;

/** A random funnel, as a request says it, and how far each person, device or session got by its oracle. */
function randomFunnel(
  { world, question, input, passes, passesFilter, person, random }: Ask,
  order: FunnelQuestion['order'],
  isDistinct = false,
) {
  const waiting = [...new Set<string>(names)];
  const nameOfStep = () =>
    isDistinct ? (waiting.splice(random.integer(0, waiting.length - 1), 1)[0] ?? 'none') : random.pick(names);
  const steps = Array.from({ length: random.pick([2, 2, 3, 3, 4]) }, () => ({
    anyOf: [...new Set<string>(isDistinct ? [nameOfStep()] : [nameOfStep(), nameOfStep()])],
    ...(random.chance(0.3) ? { filters: randomFilter(world, random, 0, segmentIds) } : {}),
  }));
  const by = random.pick(['user', 'device', 'session'] as const);
  // On the grid of the events, so that some lie at the bound.
  const window = random.pick([
    '2m',
    '5m',
    '1h',
    '24h',
    '7d',
    random.pick(world.windows),
    random.pick(world.windows),
    'session',
  ]);
  const last = steps.length;
  const mayExclude = order === 'ordered' && !isDistinct;
  const exclusions = Array.from({ length: mayExclude ? random.pick([0, 0, 1, 2]) : 0 }, () => {
    const from = random.integer(1, last - 1);
    return { event: random.pick(names), from, to: random.integer(from + 1, last) };
  });
  const funnel: FunnelQuestion = {
    steps: steps.map(
      ({ anyOf, filters }) =>
        (event: EventRow) =>
          anyOf.includes(event.name) && (!filters || passesFilter(event, filters)),
    ),
    windowMs: isWindow(window) ? windows[window] : Number.POSITIVE_INFINITY,
    order,
    inRange: question.inRange,
    exclusions: exclusions.map(({ event, from, to }) => ({ is: ({ name }) => name === event, from, to })),
  };
  const unitOf = {
    user: person,
    device: (event: EventRow) => event.device_id,
    session: (event: EventRow) => event.session_id,
  }[by];
  const counted = world.events.filter(
    (event) => passes(event) && event.timestamp >= question.from && unitOf(event) !== '',
  );
  const attempts = [...groupedBy(counted, unitOf)].map(([id, own]) => {
    const inSessions = own.filter((event) => event.session_id !== '');
    const parts = isWindow(window) ? [own] : [...groupedBy(inSessions, (event) => event.session_id).values()];
    const found = parts.map((part) => {
      const attempt = attemptOracle(part, funnel);
      if (order === 'ordered' && exclusions.length === 0 && part.length <= fewEvents) {
        expect(attempt.length, 'the two oracles').toBe(reachedOracle(part, funnel));
      }
      return attempt;
    });
    const attempt = found.sort((a, b) => b.length - a.length || (a.at(-1) ?? 0) - (b.at(-1) ?? 0))[0] ?? [];
    return { id, own, attempt };
  });
  return {
    by,
    parameters: { ...input, steps, by, order, window, exclusions },
    /** A session lasts a day at most. */
    windowMs: isWindow(window) ? windows[window] : 86_400_000,
    attempts: attempts.filter(({ attempt }) => attempt.length > 0),
    stepNames: steps.map(({ anyOf }) => anyOf.join(' | ')),
    /** Of attempts in several sessions that end at once, and of steps between others, either may be told. */
    areStartsKnown: isWindow(window) || by === 'session',
    areStepsKnown: order !== 'strict' && (isWindow(window) || by === 'session'),
  };
}

type Summary = ReturnType<typeof summaryOracle>;

const withoutMedians = ({ steps, ...rest }: Summary) => ({
  ...rest,
  steps: steps.map(({ median_seconds, ...step }) => step),
});

const funnelIn =
  (order: FunnelQuestion['order']): Check =>
  async (ask) => {
    const { world, question, reports, project, random } = ask;
    const { by, parameters, windowMs, attempts, stepNames, areStartsKnown, areStepsKnown } = randomFunnel(
      ask,
      order,
    );
    // Dimensions that are one for a device or for a session, whichever of its events is asked.
    const dimension = {
      user: undefined,
      device: 'brand',
      session: random.pick(['referrer_name', 'channel'] as const),
    } as const;
    const breakdown = random.chance(0.6) ? dimension[by] : undefined;
    const attribution = random.pick(['first', 'last', 'step:1', 'step:2']);
    const interval = random.pick([
      'day',
      'week',
      question.to - question.from < 100 * 3_600_000 ? 'hour' : 'month',
    ] as const);
    const trend = areStartsKnown && random.chance(0.5);
    const limit = random.pick([100, 2, 1]);
    const more = {
      ...{ trend, interval, attribution, limit, timeToConvert: true },
      ...(breakdown ? { breakdown } : {}),
    };
    const { data } = await reports.funnel(
      project,
      parseParameters(funnelParameters, { ...parameters, ...more }),
    );

    const all = attempts.map(({ attempt }) => attempt);
    const same = areStepsKnown ? (summary: Summary) => summary : withoutMedians;
    expect(same(data)).toEqual(
      areStepsKnown
        ? { ...data, ...summaryOracle(all, stepNames) }
        : { ...withoutMedians(data), ...withoutMedians(summaryOracle(all, stepNames)) },
    );
    if (areStartsKnown) {
      const { histogram = [], ...figures } = data.time_to_convert ?? {};
      expect(figures).toEqual(timeToConvertOracle(all, stepNames.length));
      expect(sum(histogram.map(({ count }) => count))).toBe(
        all.filter(({ length }) => length === stepNames.length).length,
      );
    }
    if (breakdown) {
      const valueAt = dimensionOracle(world.events, breakdown);
      const groups = groupedBy(attempts, ({ own, attempt }) => {
        const first = own[0];
        const isReached = attribution !== 'step:2' || attempt.length >= 2;
        return (isReached && first && valueAt(first)) || '';
      });
      const rowOf = (group: readonly (typeof attempts)[number][]) =>
        same(
          summaryOracle(
            group.map(({ attempt }) => attempt),
            stepNames,
          ) as Summary,
        );
      const values = [...groups].sort(([a, x], [b, y]) => y.length - x.length || compareText(a, b));
      const others = values.slice(limit).flatMap(([, group]) => group);
      const expected = [
        ...values.slice(0, limit).map(([name, group]) => ({ name, rest: undefined, ...rowOf(group) })),
        ...(others.length > 0 ? [{ name: '(other)', rest: true, ...rowOf(others) }] : []),
      ];
      expect(
        data.breakdown?.map(({ name, rest, steps, overall }) => ({
          name,
          rest,
          ...same({ steps, overall }),
        })),
      ).toEqual(expected);
      const shown = values.slice(0, limit).map(([, group]) => group);
      for (const [index, group] of [...shown, ...(others.length > 0 ? [others] : [])].entries()) {
        const row = data.breakdown?.[index];
        const own = group.map(({ attempt }) => attempt);
        if (trend) expect(row?.trend).toEqual(trendOracle(ask, own, stepNames.length, interval, windowMs));
        if (!areStartsKnown) continue;
        const { histogram: _, ...figures } = row?.time_to_convert ?? {};
        expect(figures).toEqual(timeToConvertOracle(own, stepNames.length));
      }
    }
    if (trend) expect(data.trend).toEqual(trendOracle(ask, all, stepNames.length, interval, windowMs));
  };

function trendOracle(
  { world, question }: Ask,
  attempts: readonly Attempt[],
  stepCount: number,
  interval: 'hour' | 'day' | 'week' | 'month',
  windowMs: number,
) {
  const { timezone, from, to } = question;
  const ended = world.now - windowMs;
  return slicesOf(timezone, interval, from, to).map(({ start, end, date }) => {
    const own = attempts.filter(([at = 0]) => at >= start && at < end);
    const converted = own.filter(({ length }) => length === stepCount).length;
    return {
      date,
      started: own.length,
      converted,
      conversion: start > ended ? null : own.length === 0 ? 0 : (converted / own.length) * 100,
      ...(end > ended || start < from || end > to ? { incomplete: true } : {}),
    };
  });
}

/** Nothing is asked of single attempts, so that ClickHouse counts by itself. */
export const countedFunnels: Check = async (ask) => {
  // Without a filter many take part, so that medians are between two of them.
  const ofAll: Ask = { ...ask, input: ask.question.parameters, passes: () => true };
  for (const question of [ask, ask, ofAll, ofAll, ofAll, ofAll, ofAll, ofAll]) {
    const { parameters, attempts, stepNames, areStepsKnown } = randomFunnel(question, 'ordered', true);
    const { data } = await ask.reports.funnel(ask.project, parseParameters(funnelParameters, parameters));
    const expected = summaryOracle(
      attempts.map(({ attempt }) => attempt),
      stepNames,
    );
    const same = areStepsKnown ? (summary: Summary) => summary : withoutMedians;
    expect(same(data), JSON.stringify(parameters)).toEqual(same(expected as Summary));
  }
};

export const orderedFunnel = funnelIn('ordered');
export const strictFunnel = funnelIn('strict');
export const anyFunnel = funnelIn('any');

export const funnelUsers: Check = async (ask) => {
  const { question, reports, project, random } = ask;
  const { parameters, attempts, stepNames, areStartsKnown } = randomFunnel(
    ask,
    random.pick(['ordered', 'strict', 'any'] as const),
  );
  const step = random.integer(1, stepNames.length);
  const dropped = random.chance(0.5);
  const rows = await inPages(
    (page) =>
      reports.funnelUsers(
        project,
        parseParameters(funnelUsersParameters, { ...parameters, ...page, step, dropped }),
      ),
    random.pick([1000, 1, 2]),
  );
  const wanted = attempts
    .filter(({ attempt }) => (dropped ? attempt.length === step - 1 : attempt.length >= step))
    .sort((a, b) => (b.attempt[0] ?? 0) - (a.attempt[0] ?? 0) || compareText(a.id, b.id))
    .map(({ id, attempt }) => ({
      id,
      reached: attempt.length,
      started_at: localInstant(question.timezone, attempt[0] ?? 0),
      reached_at: localInstant(question.timezone, attempt.at(-1) ?? 0),
    }));
  if (areStartsKnown) {
    expect(rows).toEqual(wanted);
    return;
  }
  const who = (list: typeof rows) => list.map(({ id, reached }) => `${id}: ${reached}`).sort();
  expect(who(rows)).toEqual(who(wanted));
};
