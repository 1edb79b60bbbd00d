import { Menu } from '@base-ui/react/menu';
import type { Compare, Interval } from '@gatrix/analytics-protocol/insights';
import type { ReactNode } from 'react';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
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
          {canFilter && <FilterPicker />}
          {canCompare && <ComparePicker />}
          <RangePicker />
        </div>
      </header>
      {canFilter && <FilterChips />}
    </>
  );
}

const compares: readonly (Compare | undefined)[] = [undefined, 'previous_period', 'previous_year'];

function ComparePicker() {
  const { t } = useI18n();
  const { state, change } = useReporting();
  const label = (value: Compare | undefined) => t(`compare.${value ?? 'none'}`);
  return (
    <Menu.Root>
      <Menu.Trigger className="button" aria-label={`${t('compare.label')}: ${label(state.compare)}`}>
        <Icon name="compare" />
        <span className="report-bar__text">{label(state.compare)}</span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="popup-layer" sideOffset={6} align="end">
          <Menu.Popup className="popup">
            <Menu.RadioGroup
              value={state.compare ?? 'none'}
              onValueChange={(value: string) =>
                change({ compare: compares.find((known) => known !== undefined && known === value) })
              }
            >
              {compares.map((value) => (
                <Menu.RadioItem
                  key={value ?? 'none'}
                  value={value ?? 'none'}
                  className="menu-item"
                  closeOnClick
                >
                  {label(value)}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
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
