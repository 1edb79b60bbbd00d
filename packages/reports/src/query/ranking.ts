import { identifier, joinSql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { InvalidParametersError } from './errors.ts';
import type { Plan } from './plan.ts';

/** What a list is ranked by, as names of its columns: figures, the highest first, then texts. */
export interface Ranking {
  readonly figures: readonly string[];
  readonly texts: readonly string[];
}

/** Where the last page ended: what its last row was ranked by. */
type Position = readonly (number | string)[];

/**
 * ` AND …`: only rows that are ranked behind the last page's, over the ranking's columns. A row that is shown is not shown again
 * while figures grow, as it would be with an offset. Throws InvalidParametersError for a cursor of another list.
 */
export function behind(plan: Plan, ranking: Ranking): Sql {
  const position = positionOf(plan, ranking);
  if (!position) return sql``;
  const columns = [
    ...ranking.figures.map((figure) => sql`-toInt64(${identifier(figure)})`),
    ...ranking.texts.map((text) => sql`toString(${identifier(text)})`),
  ];
  const values = position.map((value) =>
    typeof value === 'number' ? sql`${param.integer(-value)}` : sql`${param.string(value)}`,
  );
  return sql` AND (${joinSql(columns, sql`, `)}) > (${joinSql(values, sql`, `)})`;
}

/** `ORDER BY … LIMIT …`: one row more than is shown tells whether there are more. */
export function ranked(plan: Plan, { figures, texts }: Ranking): Sql {
  const order = [
    ...figures.map((figure) => sql`${identifier(figure)} DESC`),
    ...texts.map((text) => identifier(text)),
  ];
  return sql`ORDER BY ${joinSql(order, sql`, `)}
LIMIT ${param.limit(plan.limit + 1)}`;
}

/** The rows to show, and the cursor behind them where there are more. */
export function rankedPage<Row extends object>(
  plan: Plan,
  { figures, texts }: Ranking,
  rows: readonly Row[],
): { readonly rows: readonly Row[]; readonly nextCursor: string | undefined } {
  const shown = rows.slice(0, plan.limit);
  const last = shown.at(-1);
  if (!last || rows.length <= plan.limit) return { rows: shown, nextCursor: undefined };
  const values = new Map(Object.entries(last));
  const position = [
    ...figures.map((figure) => Number(values.get(figure))),
    ...texts.map((text) => String(values.get(text))),
  ];
  return { rows: shown, nextCursor: Buffer.from(JSON.stringify(position)).toString('base64url') };
}

function positionOf({ cursor }: Plan, { figures, texts }: Ranking): Position | undefined {
  if (cursor === undefined) return undefined;
  const position = parsed(Buffer.from(cursor, 'base64url').toString());
  const isOne =
    Array.isArray(position) &&
    position.length === figures.length + texts.length &&
    position.every((value, place) =>
      place < figures.length ? Number.isSafeInteger(value) : typeof value === 'string',
    );
  if (!isOne) {
    throw new InvalidParametersError([{ field: 'cursor', message: 'is not a cursor of this list' }]);
  }
  return position;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
