import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
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
  const time = instantText(now);
  // All of them have the columns id, due_at and claim.
  const rows = table as 'analytics_deliveries';
  const due = await db
    .selectFrom(rows)
    .select('id')
    .where(({ eb, and }) => and([eb('due_at', '<=', time), and(waits)]))
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
    .where(({ eb, and }) => and([eb('due_at', '<=', time), eb('id', 'in', ids), and(waits)]))
    .execute();
  return claim;
}
