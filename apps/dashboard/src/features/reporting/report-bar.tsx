import type { Interval } from '@gatrix/analytics-protocol/insights';
import type { ReactNode } from 'react';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { SavedReportsButton } from '../saved-reports/saved-reports-button.tsx';
import { AlertButton } from '../sharing/alert-button.tsx';
import { ShareButton } from '../sharing/share-button.tsx';
import { FilterChips } from './filter-chips.tsx';
import { FilterPicker } from './filter-picker.tsx';
import { RangePicker } from './range-picker.tsx';
import './report-bar.css';
import './split.css';
import { useReporting } from './reporting-context.tsx';

export interface ReportBarProps {
  readonly title: ReactNode;
  /** Reports without a previous period hide the comparison. */
  readonly canCompare?: boolean;
  readonly canFilter?: boolean;
  readonly children?: ReactNode;
}

/** A report's heading with what it is asked: range, comparison and filters. */
export function ReportBar({ title, canCompare = false, canFilter = true, children }: ReportBarProps) {
  return (
    <>
      <header className="report-bar">
        <div className="report-bar__title">
          <h1>{title}</h1>
          {children}
        </div>
        <div className="report-bar__tools">
          <SavedReportsButton />
          <ShareButton />
          <AlertButton />
          {canFilter && <FilterPicker />}
          {canCompare && <ComparePicker />}
          <RangePicker />
        </div>
      </header>
      {canFilter && <FilterChips />}
    </>
  );
}

const compares = ['none', 'previous_period', 'previous_year'] as const;

function ComparePicker() {
  const { t } = useI18n();
  const { state, change } = useReporting();
  const choose = (value: string) => {
    const chosen = compares.find((known) => known === value);
    change({ compare: chosen === 'none' ? undefined : chosen });
  };
  return (
    <select
      className="select select--inline"
      aria-label={t('compare.label')}
      value={state.compare ?? 'none'}
      onChange={({ target }) => choose(target.value)}
    >
      {compares.map((value) => (
        <option key={value} value={value}>
          {t(`compare.${value}`)}
        </option>
      ))}
    </select>
  );
}

export interface IntervalPickerProps {
  readonly possible: readonly Interval[];
  readonly interval: Interval;
}

export function IntervalPicker({ possible, interval }: IntervalPickerProps) {
  const { t } = useI18n();
  const { change } = useReporting();
  return (
    <select
      className="select select--inline"
      aria-label={t('interval.label')}
      value={interval}
      onChange={({ target }) => change({ interval: possible.find((known) => known === target.value) })}
    >
      {possible.map((value) => (
        <option key={value} value={value}>
          {t(`interval.${value}`)}
        </option>
      ))}
    </select>
  );
}
