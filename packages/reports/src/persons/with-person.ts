import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Tables } from '../query/tables.ts';
import { personSql } from './persons.ts';

interface Source {
  readonly projectId: string;
  readonly tables: Tables;
  /** The persons of ids that aliases join. */
  readonly aliases: ReadonlyMap<string, string>;
}

/** Selects columns of rows that have a `device_id` and a `profile_id`, and the `person` that they are of; '' of nobody. */
export function withPerson({ projectId, tables, aliases }: Source, rows: Sql, columns: Sql): Sql {
  const own = sql`multiIf(profile_id != '', profile_id, identified_as != '', identified_as, device_id)`;
  return sql`SELECT ${columns}, ${personSql(own, aliases)} AS person
        FROM (${rows}) AS known
        LEFT ANY JOIN (
          SELECT device_id AS identified_device, argMaxMerge(profile_id_state) AS identified_as
          FROM ${tables.deviceProfiles}
          WHERE project_id = ${param.string(projectId)}
          GROUP BY device_id
        ) AS identities ON known.device_id = identities.identified_device`;
}

/**
 * A number for who an event itself says it is of: its profile, or its device where it has none. By it the events of persons are
 * found. Inverted for devices, because a device and a profile may have the same id and be two persons.
 */
export const eventKey = sql`if(profile_id != '', cityHash64(profile_id), bitNot(cityHash64(device_id)))`;

/** Selects `event_key`, and the device and profile behind it, from events that are grouped by it. */
export const ofEventKey = sql`${eventKey} AS event_key, any(device_id) AS device_id, any(profile_id) AS profile_id`;
