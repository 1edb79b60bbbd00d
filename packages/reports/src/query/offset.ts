import { InvalidParametersError } from './errors.ts';
import type { Plan } from './plan.ts';

/** How many rows of a ranked list to skip: its cursor is that number. Throws InvalidParametersError. */
export function offsetOf({ cursor }: Plan): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,9}$/.test(cursor)) {
    throw new InvalidParametersError([{ field: 'cursor', message: 'is not a cursor of this list' }]);
  }
  return Number(cursor);
}

/** The cursor behind a page of rows, where there are more than `limit`. */
export function nextOffset(plan: Plan, rowCount: number): string | undefined {
  return rowCount > plan.limit ? String(offsetOf(plan) + plan.limit) : undefined;
}
