import { randomUUID } from 'node:crypto';
import type { ExpressionBuilder, Kysely } from 'kysely';
import { instantText } from './columns.ts';
import type { Database } from './database.ts';

export interface ClaimOptions {
  /** Who does not finish within it loses what was claimed to another. */
  readonly leaseMs: number;
  readonly limit: number;
}

/**
 * Takes rows that are due, each for one of all callers, and resolves with the claim that they then have; undefined where none
 * is due. `waits`: what a row must say besides.
 */
export async function claimDue(
  db: Kysely<Database>,
  table: 'analytics_alerts' | 'analytics_digests' | 'analytics_deliveries',
  now: number,
  { leaseMs, limit }: ClaimOptions,
  waits: Readonly<Record<string, string | number>> = {},
): Promise<string | undefined> {
  // All of them have the columns id, due_at and claim.
  const rows = table as 'analytics_deliveries';
  const due = await db
    .selectFrom(rows)
    .select('id')
    .where((eb) => eb.and([isDue(eb, now, leaseMs), eb.and(waits)]))
    .orderBy('due_at')
    .orderBy('project_id')
    .limit(limit)
    .execute();
  if (due.length === 0) return undefined;
  const claim = randomUUID();
  const ids = due.map(({ id }) => id);
  await db
    .updateTable(rows)
    .set({ claim, due_at: instantText(now + leaseMs) })
    .where((eb) => eb.and([isDue(eb, now, leaseMs), eb('id', 'in', ids), eb.and(waits)]))
    .execute();
  return claim;
}

/** A claim that ends later than any made now was made before the clock stepped back. */
function isDue(eb: ExpressionBuilder<Database, 'analytics_deliveries'>, now: number, leaseMs: number) {
  const isClaimed = eb('claim', 'is not', null);
  return eb.or([
    eb('due_at', '<=', instantText(now)),
    eb.and([isClaimed, eb('due_at', '>', latestEnd(now, leaseMs))]),
  ]);
}

/** Clocks of several machines differ by less than a lease. */
export function latestEnd(now: number, leaseMs: number): string {
  return instantText(now + 2 * leaseMs);
}
