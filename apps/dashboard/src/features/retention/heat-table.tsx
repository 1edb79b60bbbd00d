import type { RetentionData } from '@gatrix/analytics-protocol/insights';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { columnNames } from './columns.ts';

export interface HeatTableProps {
  readonly data: RetentionData;
  readonly period: 'day' | 'week' | 'month';
  /** The cohort's date and the number of the column: whose people are looked at. */
  readonly onPick?: (date: string, index: number) => void;
}

/** A row per cohort, a column per period; the more came back, the stronger the colour. */
export function HeatTable({ data, period, onPick }: HeatTableProps) {
  const { t, format } = useI18n();
  const cohorts = data.cohorts.filter(({ size }) => size > 0);
  const columns = columnNames(data);
  const unit = t(`retention.${period}`);
  // Few products keep half of their people: the scale ends at the best period, but not below a quarter.
  const later = cohorts.flatMap(({ percentages }) => percentages.slice(1));
  const scale = Math.max(25, ...later);
  const heat = (percentage: number) => Math.min(100, (percentage / scale) * 100);
  return (
    <ScrollRegion className="heat-scroll" label={t('retention.title')}>
      <table className="heat number">
        <caption className="muted">{t('retention.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('retention.cohortColumn')}</th>
            <th scope="col">{t('retention.size')}</th>
            {columns.map((n) => (
              <th scope="col" key={n} title={`${unit} ${n}`}>
                {n}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr className="heat__average">
            <th scope="row">{t('retention.average')}</th>
            <td />
            {data.average.map((percentage, index) => (
              <td key={index} title={percentage === null ? t('retention.notYet') : undefined}>
                {percentage === null ? '–' : format.percent(percentage)}
              </td>
            ))}
          </tr>
          {cohorts.map(({ date, size, values, percentages, complete }) => (
            <tr key={date}>
              <th scope="row">{format.tick(date, period)}</th>
              <td title={format.exact(size)}>{format.short(size)}</td>
              {values.map((count, index) => {
                const percentage = percentages[index] ?? 0;
                const isComplete = complete[index] ?? false;
                if (!isComplete && count === 0) {
                  return <td key={index} />;
                }
                const text = t('retention.cell', {
                  percent: format.percent(percentage),
                  count: format.exact(count),
                  size: format.exact(size),
                });
                return (
                  <td
                    key={index}
                    className={isComplete ? 'heat__cell' : 'heat__cell heat__cell--open'}
                    style={{ '--heat': heat(percentage) }}
                    title={isComplete ? text : `${text} · ${t('retention.incomplete')}`}
                  >
                    <button
                      type="button"
                      className="heat__pick"
                      disabled={count === 0 || !onPick}
                      aria-label={`${format.tick(date, period)}, ${unit} ${columns[index]}: ${text}`}
                      onClick={() => onPick?.(date, index)}
                    >
                      {format.percent(percentage)}
                    </button>
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
