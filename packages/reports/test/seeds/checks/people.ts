import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import {
  activeUsersParameters,
  breakdownDimensions,
  firstPurchasesParameters,
  lifecycleParameters,
  monetizationParameters,
  retentionParameters,
} from '@gatrix/analytics-protocol/insights';
import { expect } from 'vitest';
import { parseParameters } from '../../../src/index.ts';
import {
  activeUsersOracle,
  firstPurchasesOracle,
  lifecycleOracle,
  monetizationOracle,
  paidByOracle,
} from '../../oracle/audience.ts';
import { localDate } from '../../oracle/local-time.ts';
import { retentionOracle } from '../../oracle/retention.ts';
import { groupedBy } from '../../oracle/sessions.ts';
import type { Ask, Check } from '../check.ts';
import { personDimensions } from '../random-segment.ts';
import { names } from '../world.ts';

/** Who did what passes the filter. */
const peopleOf = ({ world, person, passes, question }: Ask) => ({
  ...question,
  events: world.events.filter(passes),
  person,
  now: world.now,
});

export const activeUsers: Check = async (ask) => {
  const { data } = await ask.reports.activeUsers(
    ask.project,
    parseParameters(activeUsersParameters, ask.input),
  );
  expect(data).toEqual(activeUsersOracle(peopleOf(ask)));
};

export const lifecycle: Check = async (ask) => {
  const interval = ask.random.pick(['day', 'week', 'month'] as const);
  const parameters = parseParameters(lifecycleParameters, { ...ask.input, interval });
  const { data } = await ask.reports.lifecycle(ask.project, parameters);
  expect(data).toEqual(lifecycleOracle(peopleOf(ask), interval));
};

const isFirst = (name: string): name is `first.${string}` => name.startsWith('first.');

export const monetization: Check = async (ask) => {
  const days = ask.random.pick([1, 4, 9]);
  const parameters = parseParameters(monetizationParameters, { ...ask.input, days });
  const { data } = await ask.reports.monetization(ask.project, parameters);
  expect(data).toEqual(monetizationOracle(peopleOf(ask), days));
  for (const breakdown of personDimensions) {
    if (!isFirst(breakdown)) continue;
    const limit = ask.random.pick([100, 1, 2]);
    const by = parseParameters(monetizationParameters, { ...ask.input, days, breakdown, limit });
    const valueAt = ask.dimensionValue(breakdown);
    expect((await ask.reports.monetization(ask.project, by)).data).toEqual({
      ...data,
      breakdown: paidByOracle(peopleOf(ask), days, (event) => valueAt(event) ?? '', limit),
    });
  }
  const product = ask.random.pick(['plan', 'level', 'product']);
  const first = await ask.reports.firstPurchases(
    ask.project,
    parseParameters(firstPurchasesParameters, { ...ask.input, product }),
  );
  const everybody = { ...peopleOf(ask), events: ask.world.events };
  expect(first.data).toEqual(firstPurchasesOracle(everybody, ask.passes, product));
};

export const retention: Check = async (ask) => {
  const { random, world, question, person, passes } = ask;
  const events = random.pick([names, [names[0]]] as const);
  // Of any event and without a breakdown, rows of sealed days tell it.
  const isOfActivity = random.chance(0.4);
  const startEvent = !isOfActivity && random.chance(0.5) ? random.pick(events) : undefined;
  const returnEvent = !isOfActivity && random.chance(0.5) ? random.pick(events) : undefined;
  const asBrackets = random.pick([undefined, undefined, [1, 3], [2, 4, 5, 5], [1, 1, 2, 6], [1, 9]]);
  const periods = asBrackets ? undefined : random.integer(1, 6);
  const columns: [number, number][] = [[0, 0]];
  for (let k = 1; k < (periods ?? 0); k += 1) columns.push([k, k]);
  for (let i = 0; asBrackets && i < asBrackets.length; i += 2)
    columns.push([asBrackets[i] ?? 0, asBrackets[i + 1] ?? 0]);
  const brackets = asBrackets && columns.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
  const asked = {
    period: random.pick(['day', 'week', 'month'] as const),
    criterion: random.pick(['on', 'on_or_after'] as const),
    cohort: random.pick(['first_time', 'recurring'] as const),
  };
  const dimension =
    !isOfActivity && random.chance(0.6)
      ? random.pick([
          ...breakdownDimensions,
          'properties.plan',
          'properties.level',
          ...personDimensions,
        ] as const)
      : undefined;
  const limit = random.pick([100, 100, 2]);
  const parameters = parseParameters(retentionParameters, {
    ...ask.input,
    ...asked,
    ...{ startEvent, returnEvent, breakdown: dimension, limit, periods, brackets: brackets?.join(',') },
  });
  const { data } = await ask.reports.retention(ask.project, parameters);
  const { timezone } = question;
  // Whole days: an instant is in a period of its day.
  const dates = {
    startDate: localDate(timezone, question.from),
    endDate: localDate(timezone, question.to - 1),
  };
  const valueAt = dimension && ask.dimensionValue(dimension);
  const counted = world.events.filter(passes);
  const people = groupedBy(counted, person);
  people.delete('');
  const asks = {
    ...{ ...asked, ...dates, columns, timezone, now: world.now, isEmpty: question.to <= question.from },
    isStart: (event: EventRow) => startEvent === undefined || event.name === startEvent,
    isReturn: (event: EventRow) => returnEvent === undefined || event.name === returnEvent,
    valueAt: valueAt ? (event: EventRow) => valueAt(event) ?? '' : () => '',
  };
  const { breakdown, ...whole } = retentionOracle([...people.values()], asks, limit);
  expect(data).toEqual({ ...whole, ...(brackets && { brackets }), ...(dimension ? { breakdown } : {}) });
};
