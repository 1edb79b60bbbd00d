import { segmentDefinition } from '@gatrix/analytics-protocol/insights';
import { expect, test } from 'vitest';
import { type CellQuestion, cellPeople } from './cell-people.ts';
import { columnOf } from './columns.ts';

const question: CellQuestion = {
  period: 'month',
  criterion: 'on',
  cohort: 'first_time',
  startEvent: 'sign_up',
  returnEvent: undefined,
  filters: undefined,
};

test('new people of a month who came back in the next but one', () => {
  expect(cellPeople(question, '2026-11-01T00:00:00+09:00', columnOf('2'))).toEqual({
    and: [
      { did: true, event: 'sign_up', range: { startDate: '2026-11-01', endDate: '2026-11-30' } },
      { did: false, event: 'sign_up', range: { endDate: '2026-10-31' } },
      { did: true, range: { startDate: '2027-01-01', endDate: '2027-01-31' } },
    ],
  });
});

test('everybody active in a week, and whoever of them came back then or later', () => {
  const filters = { field: 'country', op: 'is', value: 'KR' } as const;
  const weekly = {
    ...question,
    filters,
    period: 'week',
    criterion: 'on_or_after',
    cohort: 'recurring',
  } as const;
  const whole = cellPeople(weekly, '2026-11-23', columnOf('0'));
  expect(whole).toEqual({
    and: [
      { did: true, event: 'sign_up', filters, range: { startDate: '2026-11-23', endDate: '2026-11-29' } },
    ],
  });
  const back = cellPeople(weekly, '2026-11-23', columnOf('1'));
  expect(back).toMatchObject({ and: [{}, { did: true, filters, range: { startDate: '2026-11-30' } }] });
  for (const definition of [whole, back]) expect(segmentDefinition.safeParse(definition).success).toBe(true);
});

test('whoever came back in any day of a bracket', () => {
  const daily = { ...question, period: 'day', cohort: 'recurring' } as const;
  expect(cellPeople(daily, '2026-11-25T00:00:00+09:00', columnOf('8-14'))).toMatchObject({
    and: [{}, { did: true, range: { startDate: '2026-12-03', endDate: '2026-12-09' } }],
  });
});
