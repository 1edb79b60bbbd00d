import type { ParameterProblem } from '@gatrix/analytics-protocol/insights';
import { invalid } from './route.ts';

const columns = ['day', 'currency', 'rate'] as const;
type Column = (typeof columns)[number];
export type RateCells = Readonly<Record<Column, string>>;

/**
 * The lines of a CSV file whose first line names `day`, `currency` and `rate` in any order, with the number of each line. Throws
 * `invalid_parameters` where one of them is missing.
 */
export function ratesOfCsv(text: string): { readonly line: number; readonly cells: RateCells }[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ line: index + 1, cells: cellsOf(line) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const heading = lines.shift()?.cells.map((cell) => cell.toLowerCase()) ?? [];
  const missing: ParameterProblem[] = columns
    .filter((name) => !heading.includes(name))
    .map((name) => ({ field: `line 1: ${name}`, message: 'is missing: the first line names the columns' }));
  if (missing.length > 0) throw invalid(missing);
  return lines.map(({ line, cells }) => {
    const cell = (name: Column) => cells[heading.indexOf(name)] ?? '';
    return { line, cells: { day: cell('day'), currency: cell('currency'), rate: cell('rate') } };
  });
}

/** Between commas, semicolons or tabs; quotes around a cell are not of it. */
function cellsOf(line: string): string[] {
  return line.split(/[,;\t]/).map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  );
}
