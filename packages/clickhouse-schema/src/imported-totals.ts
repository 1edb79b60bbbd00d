import { type EraseTarget, piecesOf, select } from './erase/statements.ts';
import { identifier, param, sql } from './sql.ts';

/** What another product counted on one day, in all or of one value, such as a page. */
export interface ImportedTotal {
  /** `2026-05-01`, in that product's time zone. */
  readonly day: string;
  /** What it is broken down by; `day` where by nothing. */
  readonly breakdown: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly visitors: number;
  readonly visits: number;
  readonly page_views: number;
  readonly events: number;
  readonly bounces: number;
  readonly visit_seconds: number;
}

export interface StoredTotals {
  readonly stored: number;
  /** They were there with the same numbers. */
  readonly knownBefore: number;
  readonly rejected: readonly { readonly index: number; readonly message: string }[];
}

const numbers = ['visitors', 'visits', 'page_views', 'events', 'bounces', 'visit_seconds'] as const;

interface Known {
  readonly numbers: string;
  readonly importId: string;
}

/**
 * Stores sums that another product counted, each day and value once: one that is there with the same numbers changes
 * nothing, one with other numbers is rejected. May be repeated.
 */
export async function storeTotals(
  target: EraseTarget,
  { projectId, source, importId }: { projectId: string; source: string; importId: string },
  totals: readonly ImportedTotal[],
): Promise<StoredTotals> {
  const existing = await knownTotals(target, projectId, source, totals);
  const rejected: { index: number; message: string }[] = [];
  const added: (string | number)[][] = [];
  for (const [index, total] of totals.entries()) {
    const [key, own] = [keyOf(total), numbersOf(total)];
    const before = existing.get(key);
    if (!before) {
      const { breakdown, day } = total;
      const values = numbers.map((name) => total[name]);
      added.push([projectId, source, breakdown, day, dimensionsOf(total), importId, ...values]);
      existing.set(key, { numbers: own, importId });
    } else if (before.numbers !== own) {
      const message = `${before.importId} has other numbers of the same ${total.breakdown}: undo it first`;
      rejected.push({ index, message });
    }
  }
  if (added.length > 0) {
    await target.clickhouse.insert({
      table: `${target.database}.imported_totals`,
      columns: ['project_id', 'source', 'breakdown', 'day', 'dimensions', 'import_id', ...numbers],
      values: added,
      format: 'JSONCompactEachRow',
      // Without deduplication of blocks: the same rows come again after an undo.
      clickhouse_settings: { async_insert: 0, insert_deduplicate: 0, distributed_foreground_insert: 1 },
    });
  }
  return {
    stored: added.length,
    knownBefore: totals.length - added.length - rejected.length,
    rejected,
  };
}

async function knownTotals(
  target: EraseTarget,
  projectId: string,
  source: string,
  totals: readonly ImportedTotal[],
): Promise<Map<string, Known>> {
  const byKey = new Map<string, Known>();
  const days = totals.map(({ day }) => day).sort();
  const from = sql`${identifier(target.database)}.imported_totals`;
  for (const keys of piecesOf([...new Set(totals.map(keyOf))])) {
    const rows = await select<[string, string, string]>(
      target,
      sql`SELECT concat(breakdown, ' ', toString(day), ' ', dimensions) AS key,
  concat(${joined}) AS numbers, import_id
FROM ${from} FINAL
WHERE project_id = ${param.string(projectId)} AND source = ${param.string(source)}
  AND day >= toDate(${param.string(days[0] ?? '')}) AND day <= toDate(${param.string(days.at(-1) ?? '')})
  AND key IN ${param.strings(keys)}`,
    );
    for (const [key, own, importId] of rows) byKey.set(key, { numbers: own, importId });
  }
  return byKey;
}

const joined = sql`toString(visitors), ' ', toString(visits), ' ', toString(page_views), ' ', toString(events), ' ',
  toString(bounces), ' ', toString(visit_seconds)`;

const numbersOf = (total: ImportedTotal): string => numbers.map((name) => total[name]).join(' ');

const keyOf = (total: ImportedTotal): string => `${total.breakdown} ${total.day} ${dimensionsOf(total)}`;

/** The same text for the same values. */
const dimensionsOf = ({ dimensions }: ImportedTotal): string =>
  JSON.stringify(Object.fromEntries(Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))));
