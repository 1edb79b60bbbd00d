import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Runner } from '../query/run.ts';
import { type DaysScope, type OpenDay, onDays, type SpanningSession, type Split, sealedIn } from './days.ts';

export interface SessionsOverDays {
  /** Undefined where there are too many to be listed. */
  readonly spanning: SpanningSession[] | undefined;
  /** Days with a session of which an event came later than the day's seal, and did not happen after all that the seal has of it. */
  readonly interleaved: readonly number[];
}

/** Resolves with the sessions that have events on several days, or in a day's seal and in what came later. */
export async function sessionsOverDays(
  scope: DaysScope,
  runner: Runner,
  maxListed: number,
): Promise<SessionsOverDays> {
  const { sealed, open } = scope.days;
  if (sealed.size === 0) return { spanning: [], interleaved: [] };
  const rests = open.filter(({ since }) => since !== undefined).map(({ day }) => day);
  const rows = await runner.run<
    SpanningSession & { interleaved: readonly number[] }
  >(sql`SELECT hash, started, ended, seals, is_open, is_marked, ${interleavedOf(rests)} AS interleaved
FROM (
  SELECT
    toString(session_hash) AS hash,
    toUnixTimestamp64Milli(min(started_at)) AS started, toUnixTimestamp64Milli(max(ended_at)) AS ended,
    groupArrayIf(seal, seal > 0) AS seals, min(seal) = 0 AS is_open, minIf(spans_days, seal > 0) AS is_marked${partsByDay(rests)}
  FROM (
    ${partsWithSeals(scope, rests)}
  )
  GROUP BY session_hash
  HAVING length(seals) + is_open > 1 OR max(spans_days)
)
ORDER BY empty(interleaved)
LIMIT ${param.limit(maxListed + 1)}`);
  const interleaved = new Set(rows.flatMap((row) => row.interleaved));
  if (rows.length <= maxListed) return { spanning: rows, interleaved: [...interleaved] };
  // Sessions that interleave come first: there may be more of them than rows.
  const isComplete = rows.some((row) => row.interleaved.length === 0);
  return { spanning: undefined, interleaved: isComplete ? [...interleaved] : rests };
}

/** Resolves with the seals that have rows of sessions that may span days, and do not say so. */
export async function unsettledSeals(scope: DaysScope, runner: Runner): Promise<number[]> {
  const { sealed, open } = scope.days;
  const rows = await runner.run<{ seal: number }>(sql`SELECT DISTINCT seal FROM ${scope.tables.sessionDays}
WHERE ${sealedIn(scope, [...sealed.values()])} AND NOT spans_days AND session_hash IN (${candidates(scope, open)})`);
  return rows.map(({ seal }) => seal);
}

/** By day, over the parts of a session: when the sealed one ended, and when the first event of those that came later happened. */
function partsByDay(rests: readonly number[]): Sql {
  if (rests.length === 0) return sql``;
  return sql`,
    groupArrayIf((day, ended_at), seal > 0) AS ended_on, groupArrayIf((day, started_at), seal = 0) AS came_on`;
}

/** Over these: the days of `SessionsOverDays` that are so because of the session. */
function interleavedOf(rests: readonly number[]): Sql {
  if (rests.length === 0) return sql`emptyArrayInt32()`;
  return sql`arrayMap(came -> came.1, arrayFilter(came -> arrayExists(kept -> kept.1 = came.1 AND kept.2 >= came.2, ended_on), came_on))`;
}

/** Selects the parts of sessions: a row for each sealed day, and one for each of the `rests` and for all other open days. */
function partsWithSeals(scope: DaysScope, rests: readonly number[]): Sql {
  const { open } = scope.days;
  const seals = [...scope.days.sealed.values()];
  const sealed = sql`SELECT session_hash, seal, spans_days, toInt32(toUInt16(day)) AS day, started_at, ended_at FROM ${scope.tables.sessionDays}
  WHERE ${sealedIn(scope, seals)} AND (spans_days OR session_hash IN (${candidates(scope, open)}))`;
  if (open.length === 0) return sealed;
  const day =
    rests.length === 0
      ? sql`toInt32(-1)`
      : sql`if(toDate(timestamp) IN ${param.days(rests)}, toInt32(toUInt16(toDate(timestamp))), -1)`;
  return sql`${sealed}
  UNION ALL
  SELECT cityHash64(session_id) AS session_hash, 0 AS seal, 0 AS spans_days, ${day} AS day, min(timestamp) AS started_at, max(timestamp) AS ended_at
  FROM ${scope.tables.events}
  WHERE ${onDays(scope, open)} AND session_id != ''
  GROUP BY session_id, day`;
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
