import { useCallback } from 'react';
import { useReporting } from '../reporting/reporting-context.tsx';
import { useSearchState } from '../reporting/use-search-state.ts';

/** Shows the days from a local instant on, compared with as many before it. */
export function useSplit(): (at: string) => void {
  const { days } = useReporting();
  const { change } = useSearchState();
  return useCallback(
    (at) => change({ range: undefined, from: at.slice(0, 10), to: days.to, versus: 'previous_period' }),
    [days.to, change],
  );
}
