import type { InsertTarget, MessageTable } from './insert-rows.ts';

/** A message whose fate is to be looked up. */
export interface StoredIdQuery {
  readonly projectId: string;
  readonly id: string;
  /** Milliseconds; the row is looked for within a day of each. */
  readonly timestamps: readonly number[];
  /** The event's name, where the table has one. */
  readonly name?: string;
}

const dayMs = 86_400_000;

/** Parameters travel in the URL, which has a limit. */
const maxIdsPerQuery = 2_000;
/** With what is escaped, and quotes, they stay below the 128 KiB that ClickHouse takes of a parameter. */
const maxNamesBytes = 50_000;

/**
 * Which of the messages a table holds already: `projectId id` → when that row was received (milliseconds). Reads
 * only the days and names in question.
 */
export async function findStoredIds(
  target: InsertTarget,
  table: MessageTable,
  queries: readonly StoredIdQuery[],
): Promise<Map<string, number>> {
  const stored = new Map<string, number>();
  for (let first = 0; first < queries.length; first += maxIdsPerQuery) {
    await find(target, table, queries.slice(first, first + maxIdsPerQuery), stored);
  }
  return stored;
}

async function find(
  { clickhouse, database }: InsertTarget,
  table: MessageTable,
  queries: readonly StoredIdQuery[],
  stored: Map<string, number>,
): Promise<void> {
  const days = new Set<string>();
  for (const timestamp of queries.flatMap(({ timestamps }) => timestamps)) {
    for (const shift of [-dayMs, 0, dayMs]) days.add(new Date(timestamp + shift).toISOString().slice(0, 10));
  }
  const names = [...new Set(queries.map(({ name }) => name ?? ''))];
  // Names only spare reading; where there are too many for a parameter, more is read.
  const named =
    queries.every(({ name }) => name !== undefined) && Buffer.byteLength(names.join('')) < maxNamesBytes;
  const result = await clickhouse.query({
    query: `SELECT project_id, id, toString(toUnixTimestamp64Milli(created_at)) FROM ${database}.${table}
WHERE project_id IN {projects:Array(String)}
  AND toDate(timestamp) IN {days:Array(Date)}
  ${named ? 'AND name IN {names:Array(String)}' : ''}
  AND id IN {ids:Array(UUID)}`,
    query_params: {
      projects: [...new Set(queries.map(({ projectId }) => projectId))],
      days: [...days],
      ...(named ? { names } : {}),
      ids: queries.map(({ id }) => id),
    },
    format: 'JSONCompactEachRow',
  });
  for (const [projectId, id, createdAt] of await result.json<[string, string, string]>()) {
    stored.set(`${projectId} ${id}`, Number(createdAt));
  }
}
