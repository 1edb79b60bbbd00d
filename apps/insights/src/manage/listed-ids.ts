import type { ParameterProblem } from '@gatrix/analytics-protocol/insights';
import { separatorOf } from './csv-cells.ts';
import { invalid } from './route.ts';

export const maxListedIds = 1_000_000;
const maxIdLength = 256;
/** What spreadsheets call a column of ids. */
const heading = /^((user|profile|device|player|person|member|distinct)[ _-]?)?ids?$/i;

/** The first cell of each line of a CSV file, but for a heading. Throws `invalid_parameters` that names the line. */
export function idsOfCsv(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const separator = separatorOf(lines[0] ?? '');
  const cells = lines.map((line, index) => ({ id: firstCell(line, separator), field: `line ${index + 1}` }));
  if (heading.test(cells[0]?.id ?? '')) cells.shift();
  return checkedIds(cells.filter(({ id }) => id !== ''));
}

/** Ids each once. Throws `invalid_parameters` where there are none, too many, or one is too long. */
export function checkedIds(items: readonly { readonly id: string; readonly field: string }[]): string[] {
  const problems: ParameterProblem[] = items
    .filter(({ id }) => id.length > maxIdLength)
    .slice(0, 10)
    .map(({ field }) => ({ field, message: `must have at most ${maxIdLength} characters` }));
  const ids = [...new Set(items.map(({ id }) => id))];
  if (ids.length === 0) problems.push({ field: 'ids', message: 'must not be empty' });
  if (ids.length > maxListedIds) {
    problems.push({ field: 'ids', message: `must be at most ${maxListedIds}, not ${ids.length}` });
  }
  if (problems.length > 0) throw invalid(problems);
  return ids;
}

/** Up to the separator, the whole line where there is none; or between quotes, in which two stand for one. */
function firstCell(line: string, separator: string | undefined): string {
  const quoted = /^\s*"((?:[^"]|"")*)"/.exec(line)?.[1];
  const plain = separator === undefined ? line : line.split(separator, 1)[0];
  return (quoted?.replaceAll('""', '"') ?? plain ?? '').trim();
}
