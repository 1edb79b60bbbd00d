import type { Filter } from '@gatrix/analytics-protocol/insights';
import { useMemo } from 'react';
import type { Board } from '../../api/boards.ts';
import type { CommonQuery } from '../../api/reports.ts';
import { filterOf } from '../reporting/filter-choice.ts';
import { useReporting } from '../reporting/reporting-context.tsx';
import { useSearchState } from '../reporting/use-search-state.ts';

export type BoardScope = Pick<CommonQuery, 'startDate' | 'endDate' | 'filters'>;

const dayMs = 86_400_000;

/** What the address asks beside the board: other days in place of its own, and filters beside its own. */
export function useBoardScope({ filters: own }: Pick<Board, 'filters'>): BoardScope {
  const { search } = useSearchState();
  const { today, state } = useReporting();
  const days = Number(search.get('days'));
  const { filters } = state;
  return useMemo(() => {
    const more = filterOf(filters);
    const startDate = new Date(Date.parse(`${today}T00:00:00Z`) - (days - 1) * dayMs)
      .toISOString()
      .slice(0, 10);
    return {
      ...(days > 0 && { startDate, endDate: today }),
      ...(more && { filters: own ? ({ and: [own, more] } satisfies Filter) : more }),
    };
  }, [days, today, filters, own]);
}
