import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import {
  breakdownDimensions,
  breakdownParameters,
  liveParameters,
  metricsParameters,
  pagesParameters,
  timeseriesParameters,
} from '@gatrix/analytics-protocol/insights';
import { expect } from 'vitest';
import { parseParameters } from '../../../src/index.ts';
import { dimensionOracle } from '../../oracle/dimension.ts';
import { liveOracle } from '../../oracle/live.ts';
import { localInstant, shiftDate, slicesOf } from '../../oracle/local-time.ts';
import { unconvertedOracle } from '../../oracle/money.ts';
import { breakdownOracle, edgePagesOracle, metricsOracle, topPagesOracle } from '../../oracle/overview.ts';
import { distinct } from '../../oracle/sessions.ts';
import { type Ask, type Check, inPages } from '../check.ts';
import { comparedWith, type Question, questionNear, randomQuestion } from '../question.ts';
import { randomClicks, randomFilter, randomLeafOf } from '../random-filter.ts';
import { segmentIds } from '../random-segment.ts';

const compares = ['previous_period', 'previous_year'] as const;

/** Distinct persons with an event in the range that passes. */
function activeOracle({ world, passes, person }: Ask, inRange: (time: number) => boolean): number {
  return distinct(world.events.filter((event) => inRange(event.timestamp) && passes(event)).map(person));
}

export const metrics: Check = async (ask) => {
  const { world, question, reports, project, input, passes, random } = ask;
  const compare = random.chance(0.4) ? random.pick(compares) : undefined;
  const compared = compare && comparedWith(question, compare, world.now);
  const parameters = parseParameters(metricsParameters, compared ? { ...input, compare } : input);
  const { data, meta } = await reports.metrics(project, parameters);
  const of = ({ inRange }: Question) => ({
    active_users: activeOracle(ask, inRange),
    ...metricsOracle(world.events, inRange, passes),
  });
  expect(data).toEqual({ ...of(question), ...(compared ? { previous: of(compared) } : {}) });
  const { timezone, from, to } = question;
  expect(meta).toMatchObject({
    start: localInstant(timezone, from),
    end: localInstant(timezone, to),
    timezone,
    money: moneyOf(ask),
  });
};

/** What the answer says of the events that count. */
function moneyOf({ world, question, passes }: Ask) {
  const counted = world.events.filter((event) => question.inRange(event.timestamp) && passes(event));
  return { currency: 'USD', unconverted: unconvertedOracle(counted, world.exchange) };
}

const seriesOf = (
  ask: Ask,
  { timezone, from, to }: Question,
  interval: 'minute' | 'hour' | 'day' | 'week' | 'month',
) =>
  slicesOf(timezone, interval, from, to).map(({ start, end, date }) => {
    const { world, passes } = ask;
    const inSlice = (time: number) => time >= Math.max(start, from) && time < Math.min(end, to);
    const { views_per_session, total_revenue, ...values } = metricsOracle(world.events, inSlice, passes);
    const isCut = end > world.now || start < from || end > to;
    return {
      date,
      active_users: activeOracle(ask, inSlice),
      ...values,
      ...(isCut ? { incomplete: true as const } : {}),
    };
  });

export const timeseries: Check = async (ask) => {
  const { world, question, reports, project, input, random } = ask;
  const hours = (question.to - question.from) / 3_600_000;
  const fine = [
    ...(hours < 10 ? (['minute', 'minute'] as const) : []),
    ...(hours < 200 ? (['hour', 'hour'] as const) : []),
  ];
  const interval = random.pick([...fine, 'day', 'week', 'month'] as const);
  const compared = random.chance(0.3) ? comparedWith(question, 'previous_period', world.now) : undefined;
  const parameters = { ...input, interval, ...(compared ? { compare: 'previous_period' } : {}) };
  const { data } = await reports.timeseries(project, parseParameters(timeseriesParameters, parameters));
  const before = compared ? seriesOf(ask, compared, interval) : [];
  const expected = withPrevious(seriesOf(ask, question, interval), before, interval, question, compared);
  expect(data).toEqual(expected);
};

/** Who was active, by several ranges and intervals of one world: few ids are another person's, and few of these in a range. */
export const activePersons: Check = async (ask) => {
  const { world, reports, project, random } = ask;
  for (let count = 0; count < 4; count++) {
    const question = randomQuestion(world, random);
    const hours = (question.to - question.from) / 3_600_000;
    const interval = random.pick([...(hours < 200 ? (['hour'] as const) : []), 'day', 'week'] as const);
    const whole = { ...ask, passes: () => true };
    const [metrics, series] = await Promise.all([
      reports.metrics(project, parseParameters(metricsParameters, question.parameters)),
      reports.timeseries(
        project,
        parseParameters(timeseriesParameters, { ...question.parameters, interval }),
      ),
    ]);
    const { timezone, from, to } = question;
    const expected = slicesOf(timezone, interval, from, to).map(({ start, end }) =>
      activeOracle(whole, (time) => time >= Math.max(start, from) && time < Math.min(end, to)),
    );
    const context = JSON.stringify([question.parameters, timezone, interval]);
    expect(metrics.data.active_users, context).toBe(activeOracle(whole, question.inRange));
    expect(
      series.data.map((row) => row.active_users),
      context,
    ).toEqual(expected);
  }
};

type Series = ReturnType<typeof seriesOf>;

/** At the same place; of hours and minutes of whole days at the same time by the clock. */
function withPrevious(
  rows: Series,
  before: Series,
  interval: string,
  question: Question,
  compared: Question | undefined,
) {
  const isOfClock = question.dates && compared?.dates && (interval === 'hour' || interval === 'minute');
  if (!isOfClock) return rows.map((row, i) => (before[i] ? { ...row, previous: before[i] } : row));
  const days = (Date.parse(question.dates.first) - Date.parse(compared.dates.first)) / 86_400_000;
  const clockOf = (date: string) => `${shiftDate(date.slice(0, 10), -days)}${date.slice(10, 16)}`;
  return rows.map((row, i) => {
    const clock = clockOf(row.date);
    const alike = before.filter(({ date }) => date.slice(0, 16) === clock);
    const isSecond = rows.slice(0, i).some(({ date }) => clockOf(date) === clock);
    const previous = isSecond ? alike.at(-1) : alike[0];
    return previous ? { ...row, previous } : row;
  });
}

const properties = [
  'properties.plan',
  'properties.level',
  'properties.vip',
  `properties.k.e'y`,
  'properties.none',
] as const;

/** Several at once, which may then be answered together. */
export const breakdown: Check = async (ask) => {
  const { world, question, reports, project, input, passes, random } = ask;
  const asked = Array.from({ length: random.pick([1, 1, 2, 4]) }, () => ({
    dimension: random.pick([...breakdownDimensions, ...properties]),
    rows: random.pick([1000, 1000, 2]),
  }));
  const answers = await Promise.all(
    asked.map(({ dimension, rows }) =>
      inPages(
        (page) =>
          reports.breakdown(project, parseParameters(breakdownParameters, { ...input, ...page, dimension })),
        rows,
      ),
    ),
  );
  for (const [index, { dimension }] of asked.entries()) {
    const valueAt = dimensionOracle(world.events, dimension);
    const expected = breakdownOracle(world.events, question.inRange, valueAt, passes, ask.person);
    expect(answers[index], dimension).toEqual(expected);
  }
};

export const topPages: Check = async ({
  world,
  question,
  reports,
  project,
  input,
  passes,
  person,
  random,
}) => {
  const rows = await inPages(
    (page) => reports.pages(project, parseParameters(pagesParameters, { ...input, ...page })),
    random.pick([1000, 1000, 1, 2]),
  );
  expect(rows).toEqual(topPagesOracle(world.events, question.inRange, passes, person));
};

export const edgePages: Check = async ({
  world,
  question,
  reports,
  project,
  input,
  passes,
  person,
  random,
}) => {
  const by = random.pick(['entry', 'exit'] as const);
  const rows = await inPages(
    (page) => reports.pages(project, parseParameters(pagesParameters, { ...input, ...page, by })),
    random.pick([1000, 1000, 1, 2]),
  );
  expect(rows).toEqual(edgePagesOracle(world.events, question.inRange, by, passes, person));
};

/** All that the page asks at the same time, and what is then answered together: twice a series, by other intervals. */
export const overviewAtOnce: Check = async (ask) => {
  await Promise.all([metrics, timeseries, breakdown, topPages, timeseries].map((check) => check(ask)));
};

/** The same of few days of the zone at whose midnights totals are divided, so that the range begins and ends at such a midnight. */
export const overviewOfParts: Check = async (ask) => {
  const { world, random } = ask;
  const times = world.events.map(({ timestamp }) => timestamp);
  const { zone } = world.sealedWith;
  for (const time of times.length === 0 ? [] : [random.pick(times), random.pick(times)]) {
    const question = questionNear(world, random, zone, time);
    const own = { ...ask, question, input: question.parameters, passes: () => true };
    await Promise.all([metrics, timeseries, breakdown, topPages].map((check) => check(own)));
  }
};

/** The same with a filter that clicks on rows set. */
export const clickedOverview: Check = async (ask) => {
  const { world, random, question, passesFilter } = ask;
  const filters = randomClicks(world, random);
  await overviewAtOnce({
    ...ask,
    input: { ...question.parameters, filters },
    passes: (event) => passesFilter(event, filters),
  });
};

/**
 * By what single events are, so that a session may pass in part: the time on a page ends with any event of its session. And by how sessions
 * came, so that they pass as a whole, also over several days.
 */
export const filteredPages: Check = async (ask) => {
  const { world, random, question, reports, project, person, passesFilter } = ask;
  const ofOne = (fields: readonly string[]) => ({
    and: [randomLeafOf(world, random, (field) => fields.some((start) => field.startsWith(start)))],
  });
  const asked = [eventFields, eventFields, eventFields, acquisitionFields, acquisitionFields].map(ofOne);
  for (const filters of asked) {
    const parameters = parseParameters(pagesParameters, { ...question.parameters, filters, limit: 1000 });
    const { data } = await reports.pages(project, parameters);
    const passes = (event: EventRow) => passesFilter(event, filters);
    const expected = topPagesOracle(world.events, question.inRange, passes, person);
    expect(data, JSON.stringify(filters)).toEqual(expected);
  }
};

const acquisitionFields = ['channel', 'referrer', 'utm_', 'session.channel', 'session.utm_'];
const eventFields = ['properties.', 'name', 'path', 'timestamp', 'revenue', 'title', 'hash', 'profile.'];

/** The filter alone, so that what does not pass is seen in a count. */
export const filtered: Check = async ({ world, question, reports, project, passesFilter, random }) => {
  const whole = { startDate: '2024-01-01', endDate: '2027-12-31', timezone: question.timezone };
  for (const _ of [1, 2]) {
    const filters = randomFilter(world, random, 3, segmentIds);
    const parameters = parseParameters(metricsParameters, { ...whole, filters });
    const { data } = await reports.metrics(project, parameters);
    const expected = world.events.filter((event) => passesFilter(event, filters)).length;
    expect(data.total_events, JSON.stringify(filters)).toBe(expected);
  }
};

export const live: Check = async ({ world, reportsAt, project, input, passesAt, person, random }) => {
  const times = world.events.map((event) => event.created_at);
  const offset = random.pick([0, 1, 60_000, 299_999, 300_000, 300_001]);
  const now = times.length === 0 ? world.now : random.pick(times) + offset;
  const limit = random.pick([100, 100, 1]);
  const { startDate: _from, endDate: _to, ...rest } = input;
  const maxLateMinutes = random.pick([undefined, 0, 1, 10, 1_440]);
  const parameters = parseParameters(liveParameters, {
    ...{ ...rest, limit },
    ...(maxLateMinutes !== undefined && { maxLateMinutes }),
  });
  const { data } = await reportsAt(now).live(project, parameters);
  const isInTime = ({ timestamp, created_at }: (typeof world.events)[number]) =>
    maxLateMinutes === undefined || timestamp >= created_at - maxLateMinutes * 60_000;
  const passing = world.events.filter(passesAt(now)).filter(isInTime);
  const received = passing.filter(({ created_at }) => created_at >= now - 5 * 60_000);
  expect(data).toEqual({
    active_users: distinct(received.map(person)),
    ...liveOracle(passing, now, limit),
  });
};
