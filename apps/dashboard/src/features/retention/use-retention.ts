import { readBreakdown } from '../reporting/use-breakdown-options.ts';
import { oneOf, useSearchState } from '../reporting/use-search-state.ts';
import { readBrackets } from './columns.ts';

export const periods = ['day', 'week', 'month'] as const;
export const criteria = ['on', 'on_or_after'] as const;
export const cohorts = ['first_time', 'recurring'] as const;
export type Period = (typeof periods)[number];

/** How far a table may go, as its last column; the first is the default. */
export const lastPeriods: Readonly<Record<Period, readonly [string, ...string[]]>> = {
  day: ['30', '14', '60', '89'],
  week: ['12', '25', '51'],
  month: ['12', '23'],
};

/** Periods whose average is a key figure. */
export const headlines: Readonly<Record<Period, readonly number[]>> = {
  day: [1, 3, 7, 14, 30, 60],
  week: [1, 2, 4, 8, 12],
  month: [1, 2, 3, 6, 12],
};

/** The retention that the address describes, and how it is changed. */
export function useRetention() {
  const { search, change } = useSearchState();
  const period = oneOf(search, 'period', periods);
  return {
    start: search.get('start') ?? '',
    back: search.get('return') ?? '',
    period,
    last: Number(oneOf(search, 'last', lastPeriods[period])),
    brackets: readBrackets(search.get('brackets') ?? ''),
    criterion: oneOf(search, 'criterion', criteria),
    cohort: oneOf(search, 'cohort', cohorts),
    breakdown: readBreakdown(search.get('breakdown') ?? ''),
    change,
  };
}

export type Retention = ReturnType<typeof useRetention>;
