import { CsvError, type InfoRecord, type Options, parse } from 'csv-parse/sync';
import { invalid } from './route.ts';

interface CsvLine {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What separates the cells of a CSV file, by its first line: a spreadsheet writes semicolons where a comma is the decimal point. */
export function separatorOf(firstLine: string): string | undefined {
  return /[,;\t]/.exec(firstLine.replace(/"(?:[^"]|"")*"/g, ''))?.[0];
}

/** The lines that are not empty, each with its number. Throws `invalid_parameters` that names the line where the text is no CSV. */
export function csvLines(text: string): CsvLine[] {
  const lines: CsvLine[] = [];
  const options: Options<string[]> = {
    delimiter: separatorOf(/^\uFEFF?(.*)/.exec(text)?.[1] ?? '') ?? ',',
    bom: true,
    trim: true,
    relax_column_count: true,
    on_record(cells: string[], { lines: line }: InfoRecord) {
      if (cells.some((cell) => cell !== '')) lines.push({ line, cells });
    },
  };
  try {
    parse(text, options);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw invalid([{ field: `line ${error.lines ?? 1}`, message: 'is not CSV: its quotes do not match' }]);
  }
  return lines;
}
