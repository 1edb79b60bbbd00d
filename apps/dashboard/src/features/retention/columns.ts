/** Periods that one column of the table counts, both ends included. */
export interface Column {
  readonly from: number;
  readonly to: number;
}

export const defaultBrackets = '1,2-3,4-7,8-14,15-30';
const lastPeriod = 89;

/** Reads `1,2-3,4-7`, with blanks or dashes of any kind, as the query API writes it; undefined for what it would refuse. */
export function readBrackets(text: string): string | undefined {
  const parts = text.replace(/\s/g, '').replace(/[–~]/g, '-').split(',');
  let before = -1;
  for (const part of parts) {
    if (!/^\d{1,2}(-\d{1,2})?$/.test(part)) return undefined;
    const { from, to } = columnOf(part);
    if (to < from || from <= before || to > lastPeriod || (from === 0 && to > 0)) return undefined;
    before = to;
  }
  return parts.join(',');
}

/** A column by its name in an answer: `7`, `8-14`. */
export function columnOf(name: string): Column {
  const [from = 0, to = from] = name.split('-').map(Number);
  return { from, to };
}

/** The names of an answer's columns as people write them: `0`, `1`, `2–3`. */
export function columnNames(data: {
  readonly average: readonly unknown[];
  readonly brackets?: readonly string[] | undefined;
}): readonly string[] {
  return data.brackets?.map((name) => name.replace('-', '–')) ?? data.average.map((_, index) => `${index}`);
}
