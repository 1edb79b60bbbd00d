import type { Interval } from '@gatrix/analytics-protocol/insights';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { useApi } from '../../api/api-context.tsx';
import type { CommonQuery } from '../../api/reports.ts';
import { type DayRange, todayIn } from './date-range.ts';
import {
  type FilterChoice,
  isSameFilter,
  queryOf,
  type ReportState,
  readState,
  writeState,
} from './report-state.ts';
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
  const today = todayIn(project.timezone, Date.now());
  const text = search.toString();
  const state = useMemo(() => readState(new URLSearchParams(text)), [text]);
  const change = useCallback(
    (patch: Partial<ReportState>) =>
      setSearch(() => {
        const current = searchNow();
        return writeState(current, { ...readState(current), ...patch });
      }),
    [setSearch],
  );
  const toggleFilter = useCallback(
    (filter: FilterChoice) =>
      setSearch(() => {
        const current = searchNow();
        const known = readState(current);
        const others = known.filters.filter((entry) => !isSameFilter(entry, filter));
        const filters = others.length < known.filters.length ? others : [...others, filter];
        return writeState(current, { ...known, filters });
      }),
    [setSearch],
  );
  return useMemo(
    () => ({ state, today, ...queryOf(state, today), change, toggleFilter }),
    [state, today, change, toggleFilter],
  );
}
