import { isBasedOn } from '../money/basis.ts';
import type { Money } from '../money/money.ts';
import { identifier, param, type Sql, sql } from '../sql.ts';

/** A day (since the epoch, UTC) of a project that has events or had them. */
export interface DayState {
  readonly day: number;
  /** The day's newest seal; 0 where it has none. */
  readonly seal: number;
  /** When that was made, milliseconds. */
  readonly sealed_at: number;
  /** Milliseconds: the seal is of the day's events that were received before. */
  readonly cut: number;
  /** Whether those are the events that the seal was made of: as many, with the same checksum. */
  readonly is_intact: 0 | 1;
  readonly events: number;
  /** Of its events' ids: another wherever they are others. */
  readonly checksum: string;
  /** How many were received since the cut. */
  readonly later: number;
  /** How many were received before the instant that was asked for. */
  readonly received: number;
  /** In which numbering of ids the day's totals are; 0 where it has none. */
  readonly numbering: number;
  /** Whether its totals know who was active. */
  readonly has_persons: 0 | 1;
  /** Where its totals are divided, minutes of the day; 0 where they are not. */
  readonly divided_at: number;
  /** With which rates the newest seal's amounts were converted; see `basisOf`. */
  readonly basis: string;
}

/** The quarter of an hour in which an event was received, by which `arrivals`, a projection of `events`, counts. */
const quarter = sql`toStartOfFifteenMinutes(created_at)`;
export const quarterMs = 900_000;

/** A condition on events: received before a quarter of an hour, in the words of the projection. */
export function receivedBefore(cut: number): Sql {
  return sql`${quarter} < ${param.second(cut)}`;
}

/**
 * Selects the `DayState` of every day of a project, `received` before an instant (milliseconds, the start of a quarter of
 * an hour). Reads a row a day, quarter and part, from a projection.
 */
export function dayStatesQuery(database: string, projectId: string, receivedUntil = 0): Sql {
  const project = param.string(projectId);
  return sql`SELECT toUInt32(day) AS day, seal, toUnixTimestamp64Milli(sealed_at) AS sealed_at, toUnixTimestamp(cut) * 1000 AS cut,
  is_intact, events, toString(ids) AS checksum, later, received, numbering, basis, has_persons, divided_at
FROM (${statesWhere(identifier(database), sql`WHERE project_id = ${project}`, receivedUntil)})`;
}

/** The states where amounts are converted so: seals that were made with other rates are not intact. */
export function convertedStates<State extends DayState>(states: readonly State[], money: Money): State[] {
  return states.map((state) => (isBasedOn(state.basis, money) ? state : { ...state, is_intact: 0 }));
}

/** `DayState`s, `project_id` beside them (a seal's checksum has where it is divided added), as columns of ClickHouse's own types. */
export function statesWhere(db: Sql, where: Sql, receivedUntil: number): Sql {
  return sql`
  SELECT project_id, day, newest.1 AS seal, newest.2 AS sealed_at, newest.3 AS cut,
    seal > 0 AND sumIf(arrived, quarter < cut) = newest.4 AND sumIf(hashes, quarter < cut) + newest.9 = newest.5 AS is_intact,
    sum(arrived) AS events, sum(hashes) AS ids, sumIf(arrived, quarter >= cut) AS later,
    sumIf(arrived, quarter < ${param.second(receivedUntil)}) AS received, newest.6 AS numbering, newest.7 AS basis, newest.8 AS has_persons, newest.9 AS divided_at
  FROM (
    SELECT project_id, toDate(timestamp) AS day, ${quarter} AS quarter, count() AS arrived, sum(cityHash64(id)) AS hashes
    FROM ${db}.events ${where}
    GROUP BY project_id, day, quarter
  ) AS stored
  LEFT JOIN (
    SELECT project_id, day, argMax((seal, sealed_at, cut, events, checksum, numbering, basis, has_persons, divided_at), (sealed_at, seal)) AS newest
    FROM ${db}.sealed_days ${where}
    GROUP BY project_id, day
  ) AS sealed_days ON stored.project_id = sealed_days.project_id AND stored.day = sealed_days.day
  GROUP BY project_id, day, newest
`;
}
