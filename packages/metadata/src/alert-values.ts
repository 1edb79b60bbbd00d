import type { Kysely } from 'kysely';
import { instantOf, instantText } from './columns.ts';
import type { AlertState, AlertValueRow, Database } from './database.ts';

/** What an alert saw in a bucket. */
export interface AlertValue {
  /** The bucket's start, UTC milliseconds. */
  readonly bucket: number;
  readonly value: number | null;
  /** Before late events came. */
  readonly firstValue: number | null;
  /** What the value was held against: it fires outside of these; null for no bound. */
  readonly low: number | null;
  readonly high: number | null;
  readonly state: AlertState;
  readonly seenAt: number;
  readonly revisedAt: number | null;
}

export interface AlertValues {
  /** Oldest first; `from` included, `to` excluded. */
  values(
    alertId: string,
    range: { readonly from: number; readonly to: number },
  ): Promise<readonly AlertValue[]>;
  /** Those of these buckets that were seen. */
  valuesAt(alertId: string, buckets: readonly number[]): Promise<readonly AlertValue[]>;
  /** In place of what was there for the bucket. */
  putValue(alertId: string, value: AlertValue): Promise<void>;
  dropValuesBefore(alertId: string, time: number): Promise<void>;
}

export function createAlertValues(db: Kysely<Database>): AlertValues {
  const rows = (alertId: string) =>
    db.selectFrom('analytics_alert_values').selectAll().where('alert_id', '=', alertId);
  return {
    values: async (alertId, { from, to }) => {
      const stored = await rows(alertId)
        .where('bucket', '>=', instantText(from))
        .where('bucket', '<', instantText(to))
        .orderBy('bucket')
        .execute();
      return stored.map(alertValueOf);
    },
    valuesAt: async (alertId, buckets) => {
      if (buckets.length === 0) return [];
      const stored = await rows(alertId).where('bucket', 'in', buckets.map(instantText)).execute();
      return stored.map(alertValueOf);
    },
    putValue: async (alertId, value) => {
      const bucket = instantText(value.bucket);
      await db
        .deleteFrom('analytics_alert_values')
        .where('alert_id', '=', alertId)
        .where('bucket', '=', bucket)
        .execute();
      const row: AlertValueRow = {
        alert_id: alertId,
        bucket,
        value: value.value,
        first_value: value.firstValue,
        low: value.low,
        high: value.high,
        state: value.state,
        seen_at: instantText(value.seenAt),
        revised_at: value.revisedAt === null ? null : instantText(value.revisedAt),
      };
      await db.insertInto('analytics_alert_values').values(row).execute();
    },
    dropValuesBefore: async (alertId, time) => {
      await db
        .deleteFrom('analytics_alert_values')
        .where('alert_id', '=', alertId)
        .where('bucket', '<', instantText(time))
        .execute();
    },
  };
}

function alertValueOf(row: AlertValueRow): AlertValue {
  return {
    bucket: instantOf(row.bucket),
    value: row.value,
    firstValue: row.first_value,
    low: row.low,
    high: row.high,
    state: row.state,
    seenAt: instantOf(row.seen_at),
    revisedAt: row.revised_at === null ? null : instantOf(row.revised_at),
  };
}
