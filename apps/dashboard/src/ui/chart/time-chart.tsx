import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import UPlot from 'uplot';
import { useI18n } from '../i18n/i18n-context.tsx';
import { useTheme } from '../theme.tsx';
import { ChartTable } from './chart-table.tsx';
import { ChartTooltip } from './chart-tooltip.tsx';
import { drawnSeries, withoutFuture } from './line-data.ts';
import { chartOptions } from './options.ts';
import type { ChartNote, TimeChartProps } from './time-chart-props.ts';
import './time-chart.css';

const noNotes: readonly ChartNote[] = [];

/** Lines over time. Pointer and arrow keys read it out point by point; the table has all of it. */
export function TimeChart(given: TimeChartProps) {
  const lines = useMemo(
    () => (given.nameOf ? given.lines : withoutFuture(given.lines, given.dates, Date.now())),
    [given.lines, given.dates, given.nameOf],
  );
  const props = { ...given, lines };
  const { label, dates, incomplete, interval, formatValue, isWhole = false, height = 260 } = props;
  const { tickOf, isBars = false, notes = noNotes, onCursor, onPick } = props;
  const { t, format } = useI18n();
  const { isDark } = useTheme();
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const [cursor, setCursor] = useState<{ readonly index: number; readonly left: number } | undefined>();
  const hintId = useId();

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const series = drawnSeries(lines, incomplete, isBars);
    const options = chartOptions({
      width: element.clientWidth,
      height,
      series,
      lines,
      tick: tickOf ?? ((index) => format.tick(dates[index] ?? '', interval)),
      formatValue,
      isWhole,
      bars: isBars ? UPlot.paths.bars?.({ size: [0.7, 40], radius: 0.2 }) : undefined,
      noted: notes.map(({ index }) => index),
      onCursor: (index, left) => {
        setCursor(index === undefined ? undefined : { index, left });
        if (index !== undefined) onCursor?.(index);
      },
    });
    const made = new UPlot(
      options,
      [dates.map((_, index) => index), ...series.map(({ values }) => values)],
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
      setCursor(undefined);
    };
  }, [
    lines,
    incomplete,
    dates,
    interval,
    tickOf,
    format,
    formatValue,
    isWhole,
    isBars,
    notes,
    onCursor,
    height,
    isDark,
  ]);

  const move = (event: KeyboardEvent) => {
    const made = plot.current;
    if (event.key === 'Enter' && cursor) onPick?.(cursor.index);
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -dates.length, End: dates.length }[event.key];
    if (!made || step === undefined) return;
    event.preventDefault();
    const start = cursor?.index ?? (step > 0 ? -1 : dates.length);
    const index = Math.min(Math.max(start + step, 0), dates.length - 1);
    made.setCursor({ left: made.valToPos(index, 'x'), top: height / 3 });
  };

  // Not the state: a tap moves the pointer and clicks before React has drawn where the pointer is.
  const pick = () => {
    const index = plot.current?.cursor.idx;
    if (typeof index === 'number') onPick?.(index);
  };

  return (
    <figure className="chart">
      <div
        className="chart__plot"
        role="application"
        aria-label={label}
        aria-describedby={hintId}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move along the points
        tabIndex={0}
        onKeyDown={move}
        onClick={pick}
        style={{ height, ...(onPick && { cursor: 'pointer' }) }}
      >
        <div ref={host} aria-hidden="true" />
        {cursor && <ChartTooltip {...props} index={cursor.index} left={cursor.left} />}
      </div>
      <span id={hintId} className="visually-hidden">
        {t('chart.hint')}
      </span>
      <ChartTable {...props} />
    </figure>
  );
}
