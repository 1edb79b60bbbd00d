import type uPlot from 'uplot';
import type { ChartLine, DrawnSeries } from './line-data.ts';

export interface ChartOptions {
  readonly width: number;
  readonly height: number;
  readonly series: readonly DrawnSeries[];
  readonly lines: readonly ChartLine[];
  readonly tick: (index: number) => string;
  readonly formatValue: (value: number) => string;
  /** Counts have no halves. */
  readonly isWhole: boolean;
  /** How bars are drawn; undefined for lines. */
  readonly bars: uPlot.Series.PathBuilder | undefined;
  /** The buckets that have a note. */
  readonly noted: readonly number[];
  readonly onCursor: (index: number | undefined, left: number) => void;
}

/** How the charting library is to draw; colours are the page's. */
export function chartOptions(options: ChartOptions): uPlot.Options {
  const { width, height, series, lines, tick, formatValue, isWhole, bars, noted, onCursor } = options;
  const axis = { stroke: color('--muted'), font: '11px system-ui, sans-serif', ticks: { show: false } };
  return {
    width,
    height,
    padding: [10, 26, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { size: 7 } },
    scales: {
      x: { time: false, range: (_plot, min, max) => xRange(min, max, bars !== undefined) },
      y: { range: withZero },
      right: { range: withZero },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        incrs: [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 15, 20, 24, 28, 30, 48, 60, 72, 90, 120, 240],
        space: 72,
        size: 30,
        values: (_plot, splits) => splits.map((index) => (Number.isInteger(index) ? tick(index) : '')),
      },
      {
        ...axis,
        grid: { stroke: color('--line'), width: 1 },
        size: (_plot, values) => 14 + 7 * Math.max(3, ...(values ?? []).map((text) => text.length)),
        space: 46,
        values: (_plot, splits) =>
          splits.map((value) => (isWhole && !Number.isInteger(value) ? '' : formatValue(Math.abs(value)))),
      },
      ...(lines.some(({ isRight }) => isRight) ? [rightAxis(axis, formatValue)] : []),
    ],
    series: [{}, ...series.map((drawn) => seriesOptions(drawn, lines, bars))],
    hooks: {
      draw: [(plot) => drawNotes(plot, noted)],
      setCursor: [
        (plot) => {
          const { idx, left = -1 } = plot.cursor;
          const isOver = left >= 0 && idx !== null && idx !== undefined;
          onCursor(isOver ? idx : undefined, isOver ? plot.valToPos(idx, 'x') + plot.over.offsetLeft : 0);
        },
      ],
    },
  };
}

function rightAxis(axis: uPlot.Axis, formatValue: (value: number) => string): uPlot.Axis {
  return {
    ...axis,
    scale: 'right',
    side: 1,
    grid: { show: false },
    size: 50,
    space: 46,
    values: (_plot, splits) => splits.map(formatValue),
  };
}

function seriesOptions(
  drawn: DrawnSeries,
  lines: readonly ChartLine[],
  bars: ChartOptions['bars'],
): uPlot.Series {
  const line = lines[drawn.line];
  const isPrevious = line?.kind === 'previous';
  const stroke = color(lineColor(lines, drawn.line));
  const isLonely = drawn.values.filter((value) => value !== null).length === 1;
  const isOnly = lines.filter(({ kind }) => kind !== 'previous').length === 1;
  const scale = line?.isRight ? 'right' : 'y';
  if (bars && !line?.isRight)
    return { ...barOptions(stroke, drawn.isDashed), paths: bars, label: line?.label ?? '' };
  return {
    label: line?.label ?? '',
    scale,
    stroke,
    width: isPrevious ? 1.5 : 2,
    spanGaps: false,
    points: { show: isLonely, size: 7, fill: stroke },
    ...(drawn.isDashed ? { dash: isPrevious ? [4, 4] : [2, 4] } : {}),
    ...(isOnly && !isPrevious
      ? { fill: `color-mix(in srgb, ${stroke} ${drawn.isDashed ? 5 : 11}%, transparent)` }
      : {}),
  };
}

/** What is not complete is paler. */
function barOptions(stroke: string, isPale: boolean): uPlot.Series {
  const fill = isPale ? `color-mix(in srgb, ${stroke} 45%, ${color('--paper')})` : stroke;
  return { stroke: fill, fill, width: 0, points: { show: false } };
}

/** Half a bar of room at both ends. */
function xRange(min: number, max: number, isBars: boolean): [number, number] {
  if (isBars) return [min - 0.5, max + 0.5];
  return min === max ? [min - 1, max + 1] : [min, max];
}

/** A dashed line with a flag on every bucket that has a note. */
function drawNotes({ ctx, bbox, valToPos }: uPlot, noted: readonly number[]): void {
  if (noted.length === 0) return;
  const ratio = window.devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = color('--note');
  ctx.fillStyle = color('--note');
  ctx.lineWidth = ratio;
  ctx.setLineDash([3 * ratio, 3 * ratio]);
  for (const index of new Set(noted)) {
    const x = Math.round(valToPos(index, 'x', true));
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const side = x + 10 * ratio > bbox.left + bbox.width ? -1 : 1;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x + 9 * ratio * side, bbox.top + 3.5 * ratio);
    ctx.lineTo(x, bbox.top + 7 * ratio);
    ctx.fill();
  }
  ctx.restore();
}

/** The name of the colour that a line has, in the chart and in its legend. */
export function lineColor(lines: readonly ChartLine[], index: number): string {
  if (lines[index]?.kind === 'previous') return '--previous';
  const place = lines[index]?.color ?? lines.slice(0, index).filter(({ kind }) => kind !== 'previous').length;
  return `--line-${(place % 8) + 1}`;
}

/** What is stacked below zero is drawn there, and named by its size. */
function withZero(_plot: uPlot, min: number | null, max: number | null): [number, number] {
  const low = min === null || min >= 0 ? 0 : min * 1.08;
  return [low, max === null || max <= 0 ? (low < 0 ? 0 : 1) : max * 1.08];
}

/** A custom property's colour as the canvas understands it: `light-dark()` resolves only where it is used. */
function color(name: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
