import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { EventItem } from '@gatrix/analytics-protocol/insights';
import { InvalidParametersError } from '../query/errors.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import type { Found } from '../reports/report.ts';
import { formatInstant } from '../time/zone.ts';
import { pageOf, positionOf } from './cursor.ts';

type Typed<Value> = Readonly<Record<string, Value>>;

export interface EventRecord extends Omit<EventItem, 'timestamp' | 'created_at' | 'properties'> {
  readonly happened_at: number;
  readonly received_at: number;
  readonly texts: Typed<string>;
  readonly numbers: Typed<number>;
  readonly flags: Typed<boolean>;
}

/** The columns of an EventRecord. */
export const eventColumns = sql`toString(id) AS id, name, device_id, profile_id, session_id,
  toUnixTimestamp64Milli(timestamp) AS happened_at, toUnixTimestamp64Milli(created_at) AS received_at,
  path, origin, title, referrer, referrer_name, referrer_type, channel,
  utm_source, utm_medium, utm_campaign, utm_term, utm_content,
  country, region, city, os, os_version, browser, browser_version, device, brand, model,
  revenue, groups, properties AS texts, properties_number AS numbers, properties_bool AS flags`;

/** The events that meet the conditions, newest first (by time, then id), from the cursor on. */
export async function listEvents(plan: Plan, conditions: Sql, runner: Runner): Promise<Found<EventItem[]>> {
  const after = positionOf(plan.cursor);
  const rows = await runner.run<EventRecord>(sql`SELECT ${eventColumns}
FROM ${plan.tables.events} AS e
WHERE ${conditions}${after ? sql` AND (timestamp, e.id) < (${param.time(after.at)}, ${param.uuid(uuidOf(after.id))})` : sql``}
ORDER BY timestamp DESC, e.id DESC
LIMIT ${param.limit(plan.limit + 1)}`);
  const page = pageOf(rows, plan.limit, ({ happened_at, id }) => ({ at: happened_at, id }));
  return { data: page.rows.map((row) => eventItemOf(plan, row)), nextCursor: page.nextCursor };
}

/** Properties keep their types, as they were sent. */
export function eventItemOf({ zone }: Pick<Plan, 'zone'>, record: EventRecord): EventItem {
  const { happened_at, received_at, texts, numbers, flags, ...rest } = record;
  return {
    ...rest,
    timestamp: formatInstant(zone, happened_at),
    created_at: formatInstant(zone, received_at),
    properties: { ...texts, ...numbers, ...flags },
  };
}

function uuidOf(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text;
  throw new InvalidParametersError([{ field: 'cursor', message: 'is not a cursor of this list' }]);
}
