import {
  breakdownParameters,
  metricsParameters,
  segmentHistoryParameters,
  segmentMembersParameters,
  segmentSizeParameters,
} from '@gatrix/analytics-protocol/insights';
import { expect } from 'vitest';
import { parseParameters } from '../../../src/index.ts';
import { localDate, localInstant, shiftDate, startOfDate } from '../../oracle/local-time.ts';
import { breakdownOracle, compareText } from '../../oracle/overview.ts';
import { profileOracle } from '../../oracle/profiles.ts';
import { dayEnd, segmentOracle } from '../../oracle/segment.ts';
import { type Check, inPages } from '../check.ts';
import { randomFilter } from '../random-filter.ts';
import { personDimensions, randomNode, segmentIds, segmentStoreOf } from '../random-segment.ts';

export const segmentMembers: Check = async ({ world, question, reports, project, membersOf, random }) => {
  const id = random.pick(segmentIds);
  const { timezone } = question;
  const rows = await inPages(
    (page) =>
      reports.segmentMembers(project, parseParameters(segmentMembersParameters, { id, timezone, ...page })),
    random.pick([1000, 1, 2]),
  );
  const profileOf = profileOracle(world.changes);
  const members = segmentOracle(segmentStoreOf(world), timezone, world.now);
  const definition = segmentStoreOf(world).segments.find((one) => one.id === id)?.definition;
  const expected = [...(definition ? members(definition) : [])]
    .sort(([a], [b]) => compareText(a, b))
    .map(([person, seen]) => {
      const { first_name = '', last_name = '', email = '' } = profileOf(person) ?? {};
      return {
        ...{ id: person, first_name, last_name, email },
        first_seen_at: localInstant(timezone, seen.first),
        last_seen_at: localInstant(timezone, seen.last),
      };
    });
  expect(rows, JSON.stringify(definition)).toEqual(expected);
  expect(rows).toHaveLength(membersOf(id).size);
};

export const segmentSize: Check = async ({ world, question, reports, project, random }) => {
  const { timezone } = question;
  const sizeOf = segmentOracle(segmentStoreOf(world), timezone, world.now);
  for (const _ of [1, 2, 3]) {
    const definition = randomNode(world, random, segmentIds, 1);
    const parameters = parseParameters(segmentSizeParameters, { definition, timezone });
    const { data } = await reports.segmentSize(project, parameters);
    const people = sizeOf({ did: true, count: { op: 'gte', value: 0 } }).size;
    expect(data, JSON.stringify(definition)).toEqual({ size: sizeOf(parameters.definition).size, people });
  }
};

export const segmentHistory: Check = async ({ world, question, reports, project, random }) => {
  const { timezone } = question;
  const [id, before] = [random.pick(segmentIds), random.integer(0, 3)];
  const startDate = shiftDate(localDate('UTC', world.middle), -before);
  const range = { startDate, endDate: shiftDate(startDate, random.integer(0, 4)), timezone };
  const { data } = await reports.segmentHistory(
    project,
    parseParameters(segmentHistoryParameters, { ...range, id }),
  );
  const store = segmentStoreOf(world);
  const definition = store.segments.find((one) => one.id === id)?.definition;
  const expected: typeof data = [];
  for (let date = startDate; date <= range.endDate; date = shiftDate(date, 1)) {
    const start = startOfDate(timezone, date);
    if (start > world.now || !definition) continue;
    const { size } = segmentOracle(store, timezone, start, true)(definition);
    const isOver = dayEnd(timezone, start) <= world.now;
    expected.push({ date: localInstant(timezone, start), size, ...(isOver ? {} : { incomplete: true }) });
  }
  expect(data, JSON.stringify(definition)).toEqual(expected);
};

/** Filters on segments and on what people did first, alone. */
export const filteredPeople: Check = async ({ world, question, reports, project, passesFilter, random }) => {
  const whole = { startDate: '2024-01-01', endDate: '2027-12-31', timezone: question.timezone };
  for (const _ of [1, 2]) {
    const filters = randomFilter(world, random, 1, segmentIds, /^(segment$|first\.)/);
    const parameters = parseParameters(metricsParameters, { ...whole, filters });
    const { data } = await reports.metrics(project, parameters);
    const expected = world.events.filter((event) => passesFilter(event, filters)).length;
    expect(data.total_events, JSON.stringify(filters)).toBe(expected);
  }
};

export const breakdownOfPeople: Check = async (ask) => {
  const { world, question, reports, project, input, passes, random, dimensionValue } = ask;
  const dimension = random.pick(personDimensions);
  const rows = await inPages(
    (page) =>
      reports.breakdown(project, parseParameters(breakdownParameters, { ...input, ...page, dimension })),
    random.pick([1000, 2]),
  );
  expect(rows).toEqual(
    breakdownOracle(world.events, question.inRange, dimensionValue(dimension), passes, ask.person),
  );
};
