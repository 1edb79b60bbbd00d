/** A line of a chart: a value, or nothing, for each of the chart's dates. */
export interface ChartLine {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** `previous` is dashed and grey. Default `current`. */
  readonly kind?: 'current' | 'previous';
  /** Which of the colours it has, from 0; default: by its place. */
  readonly color?: number;
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

/** One drawn series: part of a line that has one look. */
export interface DrawnSeries {
  readonly line: number;
  readonly isDashed: boolean;
  readonly values: (number | null)[];
}

/**
 * The series that lines come to. What is complete is solid; a bucket that is not over, and the way to it from its
 * neighbours, is dashed.
 */
export function drawnSeries(lines: readonly ChartLine[], incomplete: readonly boolean[]): DrawnSeries[] {
  return lines.flatMap(({ values, kind }, line): DrawnSeries[] => {
    if (kind === 'previous') return [{ line, isDashed: true, values: [...values] }];
    const solid = values.map((value, index) => (incomplete[index] ? null : value));
    const dashed = values.map((value, index) => {
      const isNear = incomplete[index] || incomplete[index - 1] || incomplete[index + 1];
      return isNear ? value : null;
    });
    return [
      { line, isDashed: false, values: solid },
      ...(incomplete.includes(true) ? [{ line, isDashed: true, values: dashed }] : []),
    ];
  });
}
