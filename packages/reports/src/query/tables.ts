import {
  identifier,
  type Money,
  type MoneySql,
  moneySql,
  type Sql,
  sql,
} from '@gatrix/analytics-clickhouse-schema';

/** The tables reports read, each with its database in front. */
export interface Tables {
  readonly database: string;
  readonly events: Sql;
  readonly sessionDays: Sql;
  readonly activitySlots: Sql;
  readonly pageSlots: Sql;
  readonly dayTotals: Sql;
  readonly deviceNumbers: Sql;
  readonly spanningSessions: Sql;
  readonly daySeams: Sql;
  readonly deviceProfiles: Sql;
  readonly profileChanges: Sql;
  readonly profileActivity: Sql;
  readonly profiles: Sql;
  readonly groups: Sql;
  readonly listedIds: Sql;
  readonly ingestCounters: Sql;
  readonly importedTotals: Sql;
  /** How amounts of `events` are read; sealed rows have them converted. */
  readonly money: MoneySql;
}

export function tablesOf(database: string, money: Money): Tables {
  const db = identifier(database);
  return {
    database,
    events: sql`${db}.events`,
    sessionDays: sql`${db}.session_days`,
    activitySlots: sql`${db}.activity_slots`,
    pageSlots: sql`${db}.page_slots`,
    dayTotals: sql`${db}.day_totals`,
    deviceNumbers: sql`${db}.device_numbers`,
    spanningSessions: sql`${db}.spanning_sessions`,
    daySeams: sql`${db}.day_seams`,
    deviceProfiles: sql`${db}.device_profiles`,
    profileChanges: sql`${db}.profile_changes`,
    profileActivity: sql`${db}.profile_activity`,
    profiles: sql`${db}.profiles`,
    groups: sql`${db}.groups`,
    listedIds: sql`${db}.listed_ids`,
    ingestCounters: sql`${db}.ingest_counters`,
    importedTotals: sql`${db}.imported_totals`,
    money: moneySql(money),
  };
}
