import { InvalidParametersError } from '../query/errors.ts';

/** The last row that was shown: its time, milliseconds, and its id. */
export interface Position {
  readonly at: number;
  readonly id: string;
}

/** A cursor of a list by time and id. Rows that come in later do not shift it, as an offset would. */
export function cursorAt({ at, id }: Position): string {
  return `${at}.${Buffer.from(id).toString('base64url')}`;
}

/** Throws InvalidParametersError for text that is no such cursor. */
export function positionOf(cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  const [, at, id] = /^(\d{1,15})\.([\w-]*)$/.exec(cursor) ?? [];
  if (at === undefined || id === undefined) {
    throw new InvalidParametersError([{ field: 'cursor', message: 'is not a cursor of this list' }]);
  }
  return { at: Number(at), id: Buffer.from(id, 'base64url').toString() };
}

/** Splits off the row that only tells that there are more. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => string,
): { rows: readonly Row[]; nextCursor: string | undefined } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, nextCursor: last && rows.length > limit ? cursorOf(last) : undefined };
}
