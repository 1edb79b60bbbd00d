import { formatInstant, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { EventItem } from '@gatrix/analytics-protocol/insights';
import { InvalidParametersError } from '../query/errors.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import type { Found } from '../reports/report.ts';
import { cursorAt, type Position, pageOf, positionOf } from './cursor.ts';

type Typed<Value> = Readonly<Record<string, Value>>;

export interface EventRecord extends Omit<EventItem, 'timestamp' | 'created_at' | 'properties'> {
  readonly happened_at: number;
  readonly received_at: number;
  readonly sequence: number;
  readonly texts: Typed<string>;
  readonly numbers: Typed<number>;
  readonly flags: Typed<boolean>;
}

/** The columns of an EventRecord. */
export const eventColumns = sql`toString(id) AS id, name, device_id, profile_id, session_id,
  toUnixTimestamp64Milli(timestamp) AS happened_at, toUnixTimestamp64Milli(created_at) AS received_at, sequence,
  path, origin, title, referrer, referrer_name, referrer_type, channel,
  utm_source, utm_medium, utm_campaign, utm_term, utm_content,
  country, region, city, os, os_version, browser, browser_version, device, brand, model,
  revenue, currency, groups, properties AS texts, properties_number AS numbers, properties_bool AS flags`;

/** The events that meet the conditions, newest first, those of one instant last sent first, from the cursor on. */
export async function listEvents(plan: Plan, conditions: Sql, runner: Runner): Promise<Found<EventItem[]>> {
  const after = positionOf(plan.cursor);
  const rows = await runner.run<EventRecord>(sql`SELECT ${eventColumns}
FROM ${plan.tables.events} AS e
WHERE ${conditions}${after ? sql` AND (timestamp, created_at, sequence, e.id) < ${placeOf(after)}` : sql``}
ORDER BY timestamp DESC, created_at DESC, sequence DESC, e.id DESC
LIMIT ${param.limit(plan.limit + 1)}`);
  const page = pageOf(rows, plan.limit, ({ happened_at, received_at, sequence, id }) =>
    cursorAt({ at: happened_at, id: `${received_at}.${sequence}.${id}` }),
  );
  return { data: page.rows.map((row) => eventItemOf(plan, row)), nextCursor: page.nextCursor };
}

/** Properties keep their types, as they were sent. */
export function eventItemOf({ zone }: Pick<Plan, 'zone'>, record: EventRecord): EventItem {
  const { happened_at, received_at, sequence, texts, numbers, flags, ...rest } = record;
  return {
    ...rest,
    timestamp: formatInstant(zone, happened_at),
    created_at: formatInstant(zone, received_at),
    properties: { ...texts, ...numbers, ...flags },
  };
}

function placeOf({ at, id }: Position): Sql {
  const [, received, sequence, uuid] =
    /^(\d{1,15})\.(\d{1,8})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(id) ?? [];
  if (received && sequence && uuid) {
    return sql`(${param.time(at)}, ${param.time(Number(received))}, ${param.limit(Number(sequence))}, ${param.uuid(uuid)})`;
  }
  throw new InvalidParametersError([{ field: 'cursor', message: 'is not a cursor of this list' }]);
}
