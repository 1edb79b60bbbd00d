import { identifier, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';

/** The tables reports read, each with its database in front. */
export interface Tables {
  readonly events: Sql;
  readonly sessions: Sql;
  readonly deviceProfiles: Sql;
  readonly profileChanges: Sql;
  readonly profileActivity: Sql;
  readonly profiles: Sql;
  readonly groups: Sql;
  readonly ingestCounters: Sql;
}

export function tablesOf(database: string): Tables {
  const db = identifier(database);
  return {
    events: sql`${db}.events`,
    sessions: sql`${db}.sessions`,
    deviceProfiles: sql`${db}.device_profiles`,
    profileChanges: sql`${db}.profile_changes`,
    profileActivity: sql`${db}.profile_activity`,
    profiles: sql`${db}.profiles`,
    groups: sql`${db}.groups`,
    ingestCounters: sql`${db}.ingest_counters`,
  };
}
