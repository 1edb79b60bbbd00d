import { useI18n } from '../i18n/i18n-context.tsx';
import { lineColor } from './options.ts';
import type { TimeChartProps } from './time-chart-props.ts';

export interface ChartTooltipProps
  extends Pick<
    TimeChartProps,
    'dates' | 'previousDates' | 'incomplete' | 'lines' | 'interval' | 'nameOf' | 'formatExact' | 'notes'
  > {
  readonly index: number;
  /** Pixels from the chart's left edge. */
  readonly left: number;
}

/** The values of one date, said aloud as well. */
export function ChartTooltip(props: ChartTooltipProps) {
  const { dates, previousDates, incomplete, lines, interval, nameOf, formatExact, notes } = props;
  const { index, left } = props;
  const { t, format } = useI18n();
  const dateOf = (kind: string | undefined) => (kind === 'previous' ? previousDates?.[index] : dates[index]);
  const isRight = index > dates.length / 2;
  return (
    <div className={`chart__tooltip ${isRight ? 'chart__tooltip--left' : ''}`} style={{ left }} role="status">
      {!lines.some(({ kind }) => kind === 'previous') && (
        <div className="chart__tooltip-date">
          {nameOf?.(index) ?? format.bucket(dates[index] ?? '', interval)}
        </div>
      )}
      {[...lines.keys()].reverse().map((line) => {
        const { label = '', values = [], kind } = lines[line] ?? {};
        const value = values[index];
        const date = dateOf(kind);
        const hasPrevious = lines.some((other) => other.kind === 'previous');
        if (value === undefined || (kind === 'previous' && date === undefined)) return null;
        return (
          <div key={`${label} ${kind ?? ''}`} className="chart__tooltip-row">
            <span className="chart__key" style={{ background: `var(${lineColor(lines, line)})` }} />
            <span>{hasPrevious && date !== undefined ? format.bucket(date, interval) : label}</span>
            <b className="number">{value === null ? '–' : formatExact(value)}</b>
          </div>
        );
      })}
      {incomplete[index] && <div className="muted">{t('chart.incomplete')}</div>}
      {notes
        ?.filter((note) => note.index === index)
        .map(({ text }) => (
          <div key={text} className="chart__tooltip-note">
            {text}
          </div>
        ))}
    </div>
  );
}
