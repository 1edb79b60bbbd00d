import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import {
  aggregations,
  breakdownDimensions,
  flowsParameters,
  queryParameters,
} from '@gatrix/analytics-protocol/insights';
import { expect } from 'vitest';
import { parseParameters } from '../../../src/index.ts';
import { flowsOracle } from '../../oracle/flows.ts';
import { slicesOf } from '../../oracle/local-time.ts';
import { aggregationOracle, keysOracle } from '../../oracle/query.ts';
import type { Check } from '../check.ts';
import { comparedWith, type Question } from '../question.ts';
import { randomFilter } from '../random-filter.ts';
import { personDimensions, segmentIds } from '../random-segment.ts';
import { names } from '../world.ts';

/** Sums of floating point numbers depend on their order. */
const near = (value: number | null | undefined) =>
  typeof value === 'number' ? expect.closeTo(value, 7) : value;

const formulas: Readonly<Record<string, (a: number | null, b: number | null) => number | null>> = {
  'A/B*100': (a, b) => (a === null || b === null || b === 0 ? null : (a / b) * 100),
  '-(A - B) * 1.5': (a, b) => (a === null || b === null ? null : -(a - b) * 1.5),
};

export const query: Check = async ({
  world,
  question,
  reports,
  project,
  input,
  passes,
  passesFilter,
  person,
  random,
  dimensionValue,
}) => {
  const series = Array.from({ length: random.integer(1, 3) }, () => {
    const aggregation = random.pick(aggregations);
    const property = random.pick([
      'properties.level',
      'properties.level',
      `properties.k.e'y`,
      'revenue',
    ] as const);
    return {
      aggregation,
      property,
      ...(random.chance(0.6) ? { event: random.pick(names) } : {}),
      ...(random.chance(0.3) ? { filters: randomFilter(world, random, 1, segmentIds) } : {}),
    };
  });
  const dimensions = [
    ...new Set(
      Array.from({ length: random.pick([0, 1, 2, 3]) }, () =>
        random.pick([
          ...breakdownDimensions,
          'properties.plan',
          'properties.level',
          ...personDimensions,
        ] as const),
      ),
    ),
  ];
  const interval = random.pick([undefined, 'day', 'week', 'month'] as const);
  const compared = random.chance(0.3) ? comparedWith(question, 'previous_period', world.now) : undefined;
  const formula = series.length > 1 && random.chance(0.7) ? random.pick(Object.keys(formulas)) : undefined;
  // Which values are largest depends on the last digit of a sum of revenues.
  const isRounded = series.some(
    ({ property, aggregation }) => property === 'revenue' && /sum|avg|p\d|median/.test(aggregation),
  );
  const limit = isRounded ? 1000 : random.pick([1000, 1000, 2]);
  const { data } = await reports.query(
    project,
    parseParameters(queryParameters, {
      ...input,
      ...{ series, breakdowns: dimensions, limit, formulas: formula ? [formula] : [] },
      ...(interval ? { interval } : {}),
      ...(compared ? { compare: 'previous_period' } : {}),
    }),
  );

  const values = dimensions.map(dimensionValue);
  const eventsOf = ({ event, filters }: (typeof series)[number], { inRange }: Question) =>
    world.events.filter(
      (row) =>
        inRange(row.timestamp) &&
        passes(row) &&
        (event === undefined || row.name === event) &&
        (!filters || passesFilter(row, filters)),
    );
  const keyOf = (row: EventRow) => values.map((value) => value(row) ?? '');
  const isKey = (key: readonly string[]) => (row: EventRow) =>
    JSON.stringify(keyOf(row)) === JSON.stringify(key);
  const resultOf = ({ aggregation, property }: (typeof series)[number], rows: readonly EventRow[]) =>
    aggregationOracle(aggregation, rows, person, (row) =>
      property === 'revenue'
        ? Number(row.revenue) || undefined
        : row.properties_number[property.slice('properties.'.length)],
    );
  const keys =
    dimensions.length === 0
      ? [[]]
      : keysOracle(
          series.map((one) => {
            const own = eventsOf(one, question);
            const known = new Map(own.map((row) => [JSON.stringify(keyOf(row)), keyOf(row)]));
            return [...known.values()].map((key) => ({ key, value: resultOf(one, own.filter(isKey(key))) }));
          }),
          limit,
        );
  const isShown = (row: EventRow) => keys.some((key) => isKey(key)(row));
  const hasRest =
    dimensions.length > 0 &&
    keys.length === limit &&
    series.some((one) => eventsOf(one, question).some((row) => !isShown(row)));
  const rest = dimensions.map(() => '(other)');
  const isOf = (key: readonly string[]) => (key === rest ? (row: EventRow) => !isShown(row) : isKey(key));
  const lineOf = (
    key: readonly string[],
    asked: Question,
    valueIn: (inSlice: (row: EventRow) => boolean) => number | null,
  ) => ({
    total: near(valueIn(isOf(key))),
    ...(interval
      ? {
          data: slicesOf(asked.timezone, interval, asked.from, asked.to).map(({ start, end, date }) => ({
            date,
            value: near(valueIn((row) => isOf(key)(row) && row.timestamp >= start && row.timestamp < end)),
            ...(end > world.now || start < asked.from || end > asked.to ? { incomplete: true } : {}),
          })),
        }
      : {}),
  });
  const expected = [...keys, ...(hasRest ? [rest] : [])].flatMap((key) => {
    const at = (i: number, asked: Question) => (inSlice: (row: EventRow) => boolean) => {
      const one = series[i];
      return one ? resultOf(one, eventsOf(one, asked).filter(inSlice)) : null;
    };
    const both = (asked: Question) => (inSlice: (row: EventRow) => boolean) =>
      formulas[formula ?? '']?.(at(0, asked)(inSlice), at(1, asked)(inSlice)) ?? null;
    const line = (
      about: object,
      of: (asked: Question) => (inSlice: (row: EventRow) => boolean) => number | null,
    ) => ({
      ...about,
      breakdown: key,
      ...(key === rest ? { rest: true } : {}),
      ...lineOf(key, question, of(question)),
      ...(compared ? { previous: lineOf(key, compared, of(compared)) } : {}),
    });
    return [
      ...series.map((_, i) => line({ letter: 'ABC'[i] }, (asked) => at(i, asked))),
      ...(formula ? [line({ formula }, both)] : []),
    ];
  });
  expect(data).toEqual(expected);
};

export const flows: Check = async ({ world, question, reports, project, input, passes, random }) => {
  const anchor = random.pick([
    { event: 'screen_view' },
    { event: 'purchase' },
    { path: '/a' },
    { event: 'screen_view', path: '/' },
  ] as const);
  const asked = {
    direction: random.pick(['after', 'before'] as const),
    show: random.pick(['events', 'pages'] as const),
    depth: random.integer(1, 4),
    limit: random.pick([1000, 1000, 1, 2]),
  };
  const { data } = await reports.flows(
    project,
    parseParameters(flowsParameters, { ...input, ...anchor, ...asked }),
  );
  const isAnchor = (event: EventRow) =>
    question.inRange(event.timestamp) &&
    passes(event) &&
    (!('event' in anchor) || event.name === anchor.event) &&
    (!('path' in anchor) || event.path === anchor.path);
  const expected = flowsOracle(world.events, { isAnchor, ...asked });
  const links = (rows: typeof data.links) =>
    rows.map(({ source, target, count }) => `${source} > ${target}: ${count}`).sort();
  expect({ ...data, links: links(data.links) }).toEqual({ ...expected, links: links(expected.links) });
};
