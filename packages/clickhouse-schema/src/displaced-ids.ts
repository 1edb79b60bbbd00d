import type { InsertTarget } from './insert-rows.ts';

export interface DisplacedId {
  readonly projectId: string;
  readonly id: string;
}

export interface DisplacedProject {
  /** Whether a message of a clock that runs ahead has a time that was reached only lately. */
  readonly isAhead: boolean;
}

/** Parameters travel in the URL, which has a limit. */
const maxIdsPerQuery = 2_000;

/** Where messages are stored whose own time does not say so: `projectId id` → milliseconds, of each row with that id. */
export async function findDisplaced(
  { clickhouse, database }: InsertTarget,
  ids: readonly DisplacedId[],
): Promise<Map<string, number[]>> {
  const places = new Map<string, number[]>();
  for (let first = 0; first < ids.length; first += maxIdsPerQuery) {
    const part = ids.slice(first, first + maxIdsPerQuery);
    const result = await clickhouse.query({
      query: `SELECT DISTINCT project_id, id, toString(toUnixTimestamp64Milli(timestamp)) FROM ${database}.displaced_ids
WHERE project_id IN {projects:Array(String)} AND id IN {ids:Array(UUID)}`,
      query_params: {
        projects: [...new Set(part.map(({ projectId }) => projectId))],
        ids: part.map(({ id }) => id),
      },
      format: 'JSONCompactEachRow',
    });
    for (const [projectId, id, timestamp] of await result.json<[string, string, string]>()) {
      const key = `${projectId} ${id}`;
      places.set(key, [...(places.get(key) ?? []), Number(timestamp)]);
    }
  }
  return places;
}

/** The projects that have such messages. `since`: milliseconds; times that were reached before are no longer lately. */
export async function displacedProjects(
  { clickhouse, database }: InsertTarget,
  since: number,
): Promise<Map<string, DisplacedProject>> {
  const result = await clickhouse.query({
    query: `SELECT project_id, toUInt8(max(told_at > timestamp AND told_at >= {since:DateTime64(3, 'UTC')})) FROM ${database}.displaced_ids GROUP BY project_id`,
    query_params: { since: new Date(since).toISOString().replace('T', ' ').replace('Z', '') },
    format: 'JSONCompactEachRow',
  });
  const rows = await result.json<[string, number]>();
  return new Map(rows.map(([projectId, isAhead]) => [projectId, { isAhead: isAhead === 1 }]));
}
