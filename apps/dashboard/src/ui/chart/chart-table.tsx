import { useState } from 'react';
import { useI18n } from '../i18n/i18n-context.tsx';
import { ScrollRegion } from '../scroll-region.tsx';
import type { TimeChartProps } from './time-chart-props.ts';

/** All of a chart's values, for who reads rather than looks. Built when it is opened. */
export function ChartTable(props: TimeChartProps) {
  const { t } = useI18n();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className="chart__table" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>{t('chart.table')}</summary>
      {isOpen && <ChartRows {...props} />}
    </details>
  );
}

/** A row for each bucket, a column for each line. */
export function ChartRows(props: TimeChartProps) {
  const { label, dates, incomplete, lines, interval, nameOf, formatExact } = props;
  const { t, format } = useI18n();
  return (
    <ScrollRegion className="table-scroll" label={label}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{nameOf ? '' : t('chart.date')}</th>
            {lines.map(({ label: name, kind }) => (
              <th scope="col" key={`${name} ${kind ?? ''}`} className="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {dates.map((date, index) => (
            <tr key={date}>
              <th scope="row">
                {nameOf?.(index) ?? format.bucket(date, interval)}
                {incomplete[index] && <span className="muted"> · {t('chart.incomplete')}</span>}
              </th>
              {lines.map(({ label: name, kind, values }) => {
                const value = values[index];
                return (
                  <td key={`${name} ${kind ?? ''}`} className="number">
                    {value === null || value === undefined ? '–' : formatExact(value)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
