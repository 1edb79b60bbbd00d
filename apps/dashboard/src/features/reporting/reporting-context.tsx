import type { Interval } from '@gatrix/analytics-protocol/insights';
import { useCallback, useMemo } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import { useApi } from '../../api/api-context.tsx';
import type { CommonQuery } from '../../api/reports.ts';
import { type DayRange, todayIn } from './date-range.ts';
import { type FilterChoice, toggled } from './filter-choice.ts';
import { defaultRangeOf, queryOf, type ReportState, readState, writeState } from './report-state.ts';
import { searchNow } from './use-search-state.ts';

export interface Reporting {
  readonly state: ReportState;
  /** In the project's time zone. */
  readonly today: string;
  readonly days: DayRange;
  readonly interval: Interval;
  readonly query: CommonQuery;
  change(patch: Partial<ReportState>): void;
  /** Adds a filter, or takes it away where it is there. */
  toggleFilter(filter: FilterChoice): void;
}

/** What the reader asks, from the address. */
export function useReporting(): Reporting {
  const { project } = useApi();
  const [search, setSearch] = useSearchParams();
  const defaultRange = defaultRangeOf(useLocation().pathname);
  const today = todayIn(project.timezone, Date.now());
  const text = search.toString();
  const state = useMemo(() => readState(new URLSearchParams(text), defaultRange), [text, defaultRange]);
  const change = useCallback(
    (patch: Partial<ReportState>) =>
      setSearch(() => {
        const current = searchNow();
        return writeState(current, { ...readState(current, defaultRange), ...patch }, defaultRange);
      }),
    [setSearch, defaultRange],
  );
  const toggleFilter = useCallback(
    (filter: FilterChoice) =>
      setSearch(() => {
        const current = searchNow();
        const state = readState(current, defaultRange);
        return writeState(current, { ...state, filters: toggled(state.filters, filter) }, defaultRange);
      }),
    [setSearch, defaultRange],
  );
  return useMemo(
    () => ({ state, today, ...queryOf(state, today), change, toggleFilter }),
    [state, today, change, toggleFilter],
  );
}
