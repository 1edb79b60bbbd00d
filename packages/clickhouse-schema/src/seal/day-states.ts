import { identifier, param, type Sql, sql } from '../sql.ts';

/** A day (since the epoch, UTC) of a project that has events or had them. */
export interface DayState {
  readonly day: number;
  /** The day's newest seal; 0 where it has none. */
  readonly seal: number;
  /** When that was made, milliseconds. */
  readonly sealed_at: number;
  /** Whether the day's events are those that the seal was made of: as many, with the same checksum. */
  readonly is_intact: 0 | 1;
  readonly events: number;
  /** Of its events' ids: another wherever they are others. */
  readonly checksum: string;
  /** What numbers of devices the day's totals are in; 0 where it has none. */
  readonly numbering: number;
}

/** Selects the `DayState` of every day of a project. Reads a row a day and part, from a projection. */
export function dayStatesQuery(database: string, projectId: string): Sql {
  const db = identifier(database);
  const project = param.string(projectId);
  return sql`SELECT toUInt32(day) AS day, newest.3 AS seal, toUnixTimestamp64Milli(newest.4) AS sealed_at, (events = newest.1 AND ids = newest.2) AS is_intact, events, toString(ids) AS checksum, newest.5 AS numbering
FROM (
  SELECT toDate(timestamp) AS day, count() AS events, sum(cityHash64(id)) AS ids
  FROM ${db}.events
  WHERE project_id = ${project}
  GROUP BY day
) AS stored
LEFT JOIN (
  SELECT day, argMax((events, checksum, seal, sealed_at, numbering), (sealed_at, seal)) AS newest
  FROM ${db}.sealed_days
  WHERE project_id = ${project}
  GROUP BY day
) AS sealed_days ON stored.day = sealed_days.day`;
}
