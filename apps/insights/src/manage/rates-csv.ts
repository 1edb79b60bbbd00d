import type { ParameterProblem } from '@gatrix/analytics-protocol/insights';
import { csvLines } from './csv-cells.ts';
import { invalid } from './route.ts';

const columns = ['day', 'currency', 'rate'] as const;
type Column = (typeof columns)[number];
export type RateCells = Readonly<Record<Column, string>>;

const maxProblems = 10;

/**
 * The lines of a CSV file whose first line names `day`, `currency` and `rate` in any order, with the number of each line. Throws
 * `invalid_parameters` where one of them is missing, or a line has other cells than the first names.
 */
export function ratesOfCsv(text: string): { readonly line: number; readonly cells: RateCells }[] {
  const lines = csvLines(text);
  const heading = lines.shift()?.cells.map((cell) => cell.toLowerCase()) ?? [];
  const missing: ParameterProblem[] = columns
    .filter((name) => !heading.includes(name))
    .map((name) => ({ field: `line 1: ${name}`, message: 'is missing: the first line names the columns' }));
  if (missing.length > 0) throw invalid(missing);
  // A decimal comma makes two cells of a rate, of which the first looks like one.
  const uneven = lines.filter(({ cells }) => cells.slice(heading.length).some((cell) => cell !== ''));
  if (uneven.length > 0) {
    const message = `has more cells than the ${heading.length} that the first line names`;
    throw invalid(uneven.slice(0, maxProblems).map(({ line }) => ({ field: `line ${line}`, message })));
  }
  return lines.map(({ line, cells }) => {
    const cell = (name: Column) => cells[heading.indexOf(name)] ?? '';
    return { line, cells: { day: cell('day'), currency: cell('currency'), rate: cell('rate') } };
  });
}
