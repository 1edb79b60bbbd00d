/** A line of a chart: a value, or nothing, for each of the chart's dates. */
export interface ChartLine {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** `previous` is dashed and grey. Default `current`. */
  readonly kind?: 'current' | 'previous';
  /** Bars that are stacked: those above zero add up, and those below it. */
  readonly stack?: 'above' | 'below';
  /** Which of the colours it has, from 0; default: by its place. */
  readonly color?: number;
  /** On an axis of its own at the right, as a line where the others are bars. */
  readonly isRight?: boolean;
}

/** Lines without what lies ahead: a bucket that has not begun has no value yet, not none. */
export function withoutFuture(
  lines: readonly ChartLine[],
  dates: readonly string[],
  now: number,
): readonly ChartLine[] {
  const begun = dates.findLastIndex((date) => Date.parse(date) <= now) + 1;
  if (begun === dates.length) return lines;
  return lines.map((line) =>
    line.kind === 'previous'
      ? line
      : { ...line, values: line.values.map((value, index) => (index < begun ? value : null)) },
  );
}

/**
 * Lines as they are drawn: of those that are stacked each reaches from zero over all before it, so that the highest is
 * drawn first.
 */
export function stackedLines(lines: readonly ChartLine[]): readonly ChartLine[] {
  const sums = { above: [] as number[], below: [] as number[] };
  return lines.map((line) => {
    if (!line.stack) return line;
    const own = sums[line.stack];
    const values = line.values.map((value, index) => {
      if (value === null) return null;
      own[index] = (own[index] ?? 0) + (line.stack === 'below' ? -value : value);
      return own[index];
    });
    return { ...line, values };
  });
}

/** One drawn series: part of a line that has one look. */
export interface DrawnSeries {
  readonly line: number;
  readonly isDashed: boolean;
  readonly values: (number | null)[];
}

/**
 * The series that lines come to. What is complete is solid; a bucket that is not over, and the way to it from its
 * neighbours, is dashed; of bars it alone is paler.
 */
export function drawnSeries(
  lines: readonly ChartLine[],
  incomplete: readonly boolean[],
  isBars = false,
): DrawnSeries[] {
  const drawn = stackedLines(lines).flatMap(({ values, kind }, line): DrawnSeries[] => {
    if (kind === 'previous') return [{ line, isDashed: true, values: [...values] }];
    const solid = values.map((value, index) => (incomplete[index] ? null : value));
    const dashed = values.map((value, index) => {
      const isNear = incomplete[index] || (!isBars && (incomplete[index - 1] || incomplete[index + 1]));
      return isNear ? value : null;
    });
    return [
      { line, isDashed: false, values: solid },
      ...(incomplete.includes(true) ? [{ line, isDashed: true, values: dashed }] : []),
    ];
  });
  return lines.some(({ stack }) => stack) ? drawn.reverse() : drawn;
}
