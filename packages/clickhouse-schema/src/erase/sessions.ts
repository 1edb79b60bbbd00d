import { sessionsFromEvents } from '../migrations/0001-events.ts';
import { sessionColumns } from '../rederive.ts';
import { identifier, param, type Sql, sql, toQuery } from '../sql.ts';
import { type EraseTarget, insertSelect, mutate, piecesOf, select } from './mutate.ts';

/** Sessions with the time, in milliseconds, in which their events are looked for. */
interface SessionPiece {
  readonly ids: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** A session takes events for a day at most. */
const dayMs = 86_400_000;

/** The sessions that events of this kind are part of, in pieces that a statement can name. */
export async function sessionsOfEvents(
  target: EraseTarget,
  projectId: string,
  events: Sql,
): Promise<SessionPiece[]> {
  const rows = await select<[string, string | number, string | number]>(
    target,
    sql`SELECT session_id, toUnixTimestamp64Milli(min(timestamp)) AS first, toUnixTimestamp64Milli(max(timestamp)) AS last
FROM ${identifier(target.database)}.events
WHERE project_id = ${param.string(projectId)} AND session_id != '' AND (${events})
GROUP BY session_id
ORDER BY first`,
  );
  return Promise.all(inPieces(rows).map((piece) => withOwnTimes(target, projectId, piece)));
}

/** A client may keep one session id for weeks: the events of others in it are looked for in all that time. */
async function withOwnTimes(
  target: EraseTarget,
  projectId: string,
  { ids, from, to }: SessionPiece,
): Promise<SessionPiece> {
  const [times] = await select<[string | number, string | number, string | number]>(
    target,
    sql`SELECT count(), toUnixTimestamp64Milli(min(started_at)), toUnixTimestamp64Milli(max(ended_at))
FROM ${identifier(target.database)}.sessions
WHERE project_id = ${param.string(projectId)} AND session_id IN ${param.strings(ids)}`,
  );
  if (!times || Number(times[0]) === 0) return { ids, from, to };
  return { ids, from: Math.min(from, Number(times[1])), to: Math.max(to, Number(times[2])) };
}

/** Makes sessions anew from their events but for those that are about to go. */
export async function deriveWithout(
  target: EraseTarget,
  projectId: string,
  { ids, from, to }: SessionPiece,
  without: Sql,
): Promise<void> {
  const project = param.string(projectId);
  const sessionIds = param.strings(ids);
  await mutate(target, 'sessions', {
    where: sql`project_id = ${project} AND session_id IN ${sessionIds}`,
  });
  const { query, query_params } = toQuery(sql`(
  SELECT * FROM ${identifier(target.database)}.events
  WHERE project_id = ${project}
    AND timestamp BETWEEN ${param.time(from - dayMs)} AND ${param.time(to + dayMs)}
    AND session_id IN ${sessionIds}
    AND NOT (${without})
)`);
  await insertSelect(target, `sessions (${sessionColumns})`, {
    query: sessionsFromEvents.replace('$FROM', () => query),
    query_params,
  });
}

/**
 * Makes anew those of the sessions that count events which are gone: a batch that was stored, or a check that ran,
 * between the sessions' and the events' erasure left such behind. `suspects` is a condition on rows of `sessions`.
 */
export async function settleSessions(
  target: EraseTarget,
  projectId: string,
  touched: readonly SessionPiece[],
  suspects: Sql,
): Promise<void> {
  const rows = await select<[string]>(
    target,
    sql`SELECT DISTINCT session_id FROM ${identifier(target.database)}.sessions
WHERE project_id = ${param.string(projectId)} AND (${suspects})`,
  );
  const ids = new Set([...touched.flatMap((piece) => piece.ids), ...rows.map(([id]) => id)]);
  for (const piece of piecesOf([...ids])) {
    for (const stale of await staleAmong(target, projectId, piece)) {
      await deriveWithout(target, projectId, stale, sql`false`);
    }
  }
}

async function staleAmong(
  target: EraseTarget,
  projectId: string,
  ids: readonly string[],
): Promise<SessionPiece[]> {
  const database = identifier(target.database);
  const derived = await select<[string, string | number, string | number, string | number]>(
    target,
    sql`SELECT session_id, toUnixTimestamp64Milli(min(started_at)) AS first, toUnixTimestamp64Milli(max(ended_at)) AS last,
  uniqExactMerge(page_views) + uniqExactMerge(other_events) AS events
FROM ${database}.sessions
WHERE project_id = ${param.string(projectId)} AND session_id IN ${param.strings(ids)}
GROUP BY session_id
ORDER BY first`,
  );
  if (derived.length === 0) return [];
  const [first] = derived.map(([, from]) => Number(from));
  const last = derived.reduce((latest, [, , to]) => Math.max(latest, Number(to)), 0);
  const stored = await select<[string, string | number]>(
    target,
    sql`SELECT session_id, uniqExact(id) FROM ${database}.events
WHERE project_id = ${param.string(projectId)}
  AND timestamp BETWEEN ${param.time(first ?? 0)} AND ${param.time(last)}
  AND session_id IN ${param.strings(ids)}
GROUP BY session_id`,
  );
  const storedOf = new Map(stored.map(([id, events]) => [id, Number(events)]));
  return inPieces(
    derived
      .filter(([id, , , events]) => Number(events) > (storedOf.get(id) ?? 0))
      .map(([id, from, to]) => [id, from, to]),
  );
}

function inPieces(rows: readonly (readonly [string, string | number, string | number])[]): SessionPiece[] {
  const timesOf = new Map(rows.map(([id, from, to]) => [id, [Number(from), Number(to)] as const]));
  return piecesOf([...timesOf.keys()]).map((ids) => {
    const times = ids.map((id) => timesOf.get(id) ?? ([0, 0] as const));
    return {
      ids,
      from: times.reduce((least, [from]) => Math.min(least, from), Number.POSITIVE_INFINITY),
      to: times.reduce((most, [, to]) => Math.max(most, to), 0),
    };
  });
}
