import type { Interval, QueryData } from '@gatrix/analytics-protocol/insights';
import { useMemo, useState } from 'react';
import { lineColor } from '../../ui/chart/options.ts';
import { saveFile, toCsv } from '../../ui/csv.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { AnnotatedChart } from '../annotations/annotated-chart.tsx';
import { valueLabel } from '../reporting/values.ts';
import { letterOf, type SeriesChoice } from './explore-state.ts';

export interface ExploreResultProps {
  readonly data: QueryData;
  readonly series: readonly SeriesChoice[];
  readonly breakdown: string | undefined;
  readonly interval: Interval;
}

const shownLines = 8;

/** The lines over time, and their totals over the whole range. */
export function ExploreResult({ data, series, breakdown, interval }: ExploreResultProps) {
  const { t, format } = useI18n();
  const lines = useMemo(() => {
    const nameOf = ({ letter, formula, breakdown: values }: QueryData[number]) => {
      const choice = series.find((_, index) => letterOf(index) === letter);
      const what = choice
        ? `${letter}. ${choice.event || t('explore.anyEvent')}, ${t(`agg.${choice.aggregation}`)}`
        : (formula ?? letter ?? '');
      const value = breakdown === undefined ? undefined : valueLabel(breakdown, values[0] ?? '', t, format);
      return value === undefined ? what : `${value} · ${what}`;
    };
    const sorted = breakdown === undefined ? data : [...data].sort((a, b) => (b.total ?? 0) - (a.total ?? 0));
    return sorted.map((line) => ({ label: nameOf(line), total: line.total, points: line.data ?? [] }));
  }, [data, series, breakdown, t, format]);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const chart = useMemo(() => {
    const points = lines[0]?.points ?? [];
    return {
      dates: points.map(({ date }) => date),
      incomplete: points.map(({ incomplete }) => incomplete === true),
      lines: lines
        .slice(0, shownLines)
        .map((line, color) => ({
          label: line.label,
          values: line.points.map(({ value }) => value),
          color,
        }))
        .filter(({ label }) => !hidden.has(label)),
    };
  }, [lines, hidden]);
  const isLast = chart.lines.length === 1;
  const toggle = (label: string) =>
    setHidden(
      (known) => new Set(known.has(label) ? [...known].filter((one) => one !== label) : [...known, label]),
    );
  const save = () =>
    saveFile(
      'explore.csv',
      toCsv(
        [t('explore.series'), t('explore.total'), ...chart.dates],
        lines.map(({ label, total, points }) => [
          label,
          total ?? '',
          ...points.map(({ value }) => value ?? ''),
        ]),
      ),
    );
  return (
    <>
      <AnnotatedChart
        {...chart}
        label={t('explore.title')}
        interval={interval}
        formatValue={format.short}
        formatExact={format.exact}
      />
      <div className="explore__totals">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('explore.series')}</th>
              <th scope="col" className="number">
                {t('explore.total')}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ label, total }, index) => (
              <tr key={label}>
                <th scope="row">
                  {index < shownLines && (
                    <button
                      type="button"
                      className="explore__toggle"
                      aria-pressed={!hidden.has(label)}
                      aria-label={t('explore.toggle', { series: label })}
                      disabled={isLast && !hidden.has(label)}
                      onClick={() => toggle(label)}
                    >
                      <span
                        className="chart__key"
                        style={{ '--key': `var(${lineColor([{ label, values: [], color: index }], 0)})` }}
                      />
                    </button>
                  )}
                  {label}
                </th>
                <td className="number" title={total === null ? undefined : format.exact(total)}>
                  {total === null ? '–' : format.short(total)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <button type="button" className="button" onClick={save}>
          <Icon name="download" />
          {t('table.export')}
        </button>
      </div>
    </>
  );
}
