import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Runner } from '../query/run.ts';
import { type DaysScope, type OpenDay, onDays, type SpanningSession, type Split, sealedIn } from './days.ts';

/** Resolves with undefined where there are too many to be listed. */
export async function spanningSessions(
  scope: DaysScope,
  runner: Runner,
  maxListed: number,
): Promise<SpanningSession[] | undefined> {
  if (scope.days.sealed.size === 0) return [];
  const rows = await runner.run<SpanningSession>(sql`SELECT
  toString(session_hash) AS hash,
  toUnixTimestamp64Milli(min(started_at)) AS started, toUnixTimestamp64Milli(max(ended_at)) AS ended,
  groupArrayIf(seal, seal > 0) AS seals, min(seal) = 0 AS is_open, minIf(spans_days, seal > 0) AS is_marked
FROM (
  ${partsWithSeals(scope, scope.days.open)}
)
GROUP BY session_hash
HAVING count() > 1 OR max(spans_days)
LIMIT ${param.limit(maxListed + 1)}`);
  return rows.length > maxListed ? undefined : rows;
}

/** Resolves with the seals that have rows of sessions that may span days, and do not say so. */
export async function unsettledSeals(scope: DaysScope, runner: Runner): Promise<number[]> {
  const { sealed, open } = scope.days;
  const rows = await runner.run<{ seal: number }>(sql`SELECT DISTINCT seal FROM ${scope.tables.sessionDays}
WHERE ${sealedIn(scope, [...sealed.values()])} AND NOT spans_days AND session_hash IN (${candidates(scope, open)})`);
  return rows.map(({ seal }) => seal);
}

/** Resolves with the days that have a session with an event that came later than its seal and did not happen after all that the seal has of it. */
export async function interleavedDays(scope: DaysScope, runner: Runner): Promise<number[]> {
  const rests = scope.days.open.filter(({ since }) => since !== undefined);
  if (rests.length === 0) return [];
  const seals = rests.flatMap(({ day }) => scope.days.sealed.get(day) ?? []);
  const rows = await runner.run<{ number: number }>(sql`SELECT DISTINCT toUInt32(day) AS number
FROM (
  SELECT session_hash, day, ended_at, toDateTime64(0, 3, 'UTC') AS came_at FROM ${scope.tables.sessionDays}
  WHERE ${sealedIn(scope, seals)} AND session_hash IN (${openSessions(scope, rests)})
  UNION ALL
  SELECT cityHash64(session_id) AS session_hash, toDate(timestamp) AS day, toDateTime64(0, 3, 'UTC') AS ended_at, min(timestamp) AS came_at
  FROM ${scope.tables.events}
  WHERE ${onDays(scope, rests)} AND session_id != ''
  GROUP BY session_hash, day
)
GROUP BY session_hash, day
HAVING count() > 1 AND max(came_at) <= max(ended_at)`);
  return rows.map(({ number }) => number);
}

function partsWithSeals(scope: DaysScope, open: readonly OpenDay[]): Sql {
  const seals = [...scope.days.sealed.values()];
  const sealed = sql`SELECT session_hash, seal, spans_days, started_at, ended_at FROM ${scope.tables.sessionDays}
  WHERE ${sealedIn(scope, seals)} AND (spans_days OR session_hash IN (${candidates(scope, open)}))`;
  if (open.length === 0) return sealed;
  return sql`${sealed}
  UNION ALL
  SELECT cityHash64(session_id) AS session_hash, 0 AS seal, 0 AS spans_days, min(timestamp) AS started_at, max(timestamp) AS ended_at
  FROM ${scope.tables.events}
  WHERE ${onDays(scope, open)} AND session_id != ''
  GROUP BY session_id`;
}

/** Selects the hashes of all sessions that may span days, but for those of which the one sealed row says so. */
function candidates(scope: DaysScope, open: readonly OpenDay[]): Sql {
  const sealed = sql`SELECT session_hash FROM ${scope.tables.spanningSessions} WHERE project_id = ${param.string(scope.projectId)}`;
  if (open.length === 0) return sealed;
  return sql`${sealed} UNION ALL ${openSessions(scope, open)}`;
}

function openSessions(scope: DaysScope, open: readonly OpenDay[]): Sql {
  return sql`SELECT DISTINCT cityHash64(session_id) FROM ${scope.tables.events} WHERE ${onDays(scope, open)} AND session_id != ''`;
}

/** A condition on rows of sealed tables: of a session that spans days. */
export function isSpanning(scope: DaysScope, split: Split): Sql {
  if (!split.spanning) return sql`(spans_days OR session_hash IN (${candidates(scope, split.open)}))`;
  const unmarked = split.spanning.filter(({ is_marked }) => is_marked === 0);
  const spans =
    unmarked.length === 0
      ? sql`spans_days`
      : sql`(spans_days OR session_hash IN ${param.hashes(unmarked.map(({ hash }) => hash))})`;
  return sql`${spans}${besideSeams(split)}`;
}

/** A further condition on rows of sessions that span days: they are not in the totals of a seam. */
export function besideSeams({ spanning, hasSeams }: Split): Sql {
  if (!spanning || !hasSeams) return sql``;
  return sql` AND session_hash IN ${param.hashes(spanning.map(({ hash }) => hash))}`;
}

/** A condition on the `session_hash` of events: of a session that spans days. */
export function isSpanningOpen(scope: DaysScope, split: Split): Sql {
  if (!split.spanning) return sql`session_hash IN (${candidates(scope, split.open)})`;
  const open = split.spanning.filter(({ is_open }) => is_open === 1);
  return open.length === 0 ? sql`0` : sql`session_hash IN ${param.hashes(open.map(({ hash }) => hash))}`;
}
