import { param, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Runner } from '../query/run.ts';
import type { Days, DaysScope, Seam } from './days.ts';

interface Row {
  readonly seal_before: number;
  readonly seal_after: number;
  readonly totals_before: number;
  readonly totals_after: number;
  readonly hashes: readonly string[];
}

/** Resolves with the seams between days that are sealed still. */
export async function readSeams({ tables, projectId, days }: DaysScope, runner: Runner): Promise<Seam[]> {
  const seals = [...days.sealed.values()];
  if (seals.length < 2) return [];
  const rows =
    await runner.run<Row>(sql`SELECT seal_before, seal_after, newest.1 AS totals_before, newest.2 AS totals_after,
  arrayMap(hash -> toString(hash), newest.3) AS hashes
FROM (
  SELECT seal_before, seal_after,
    argMax((totals_before, totals_after, sessions), (sealed_at, totals_before)) AS newest
  FROM ${tables.daySeams}
  WHERE project_id = ${param.string(projectId)} AND seal_before IN ${param.integers(seals)} AND seal_after IN ${param.integers(seals)}
  GROUP BY seal_before, seal_after
)`);
  return rows.map((row) => ({
    sealBefore: row.seal_before,
    sealAfter: row.seal_after,
    totalsBefore: row.totals_before,
    totalsAfter: row.totals_after,
    sessions: row.hashes,
  }));
}

/** Those between whose days nothing else has turned up of their sessions since. */
export function wholeSeams(seams: readonly Seam[], spanning: Days['spanning']): Seam[] {
  if (!spanning) return [];
  const byHash = new Map(spanning.map((session) => [session.hash, session]));
  return seams.filter(({ sessions }) =>
    sessions.every((hash) => {
      const session = byHash.get(hash);
      return session !== undefined && session.is_open === 0 && session.seals.length === 2;
    }),
  );
}
