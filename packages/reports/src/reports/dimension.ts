import { identifier, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { BreakdownDimension } from '@gatrix/analytics-protocol/insights';
import { propertyIsSet, propertyText } from '../filters/fields.ts';
import { firstSessionEvent } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';

/** Where a dimension's value comes from, over `events`. */
export interface Dimension {
  readonly value: Sql;
  /** What stands between `FROM events` and `WHERE`. */
  readonly join: Sql;
  /** ` AND …` where only some events have the dimension at all. */
  readonly condition: Sql;
}

const acquisition = [
  'referrer',
  'referrer_name',
  'referrer_type',
  'channel',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
];

/**
 * How visitors came is a fact of their session: those dimensions take the value of the session's first event for all
 * its events (`from`: where the events begin). All others are the event's own. Events without the property are left out of `properties.*`.
 */
export function dimensionOf(plan: Plan, name: BreakdownDimension, from = plan.range.from): Dimension {
  if (name.startsWith('properties.')) {
    const key = name.slice('properties.'.length);
    return { value: propertyText(key), join: sql``, condition: sql` AND ${propertyIsSet(key)}` };
  }
  const column = identifier(name);
  if (!acquisition.includes(name)) return { value: sql`toString(${column})`, join: sql``, condition: sql`` };
  // Named after the dimension, because a query may have several.
  const id = identifier(`session_of_${name}`);
  const first = identifier(`first_${name}`);
  const join = sql` LEFT ANY JOIN (
    SELECT session_id AS ${id}, argMin(toString(${column}), (timestamp, id)) AS ${first}
    FROM ${plan.tables.events}
    WHERE project_id = ${param.string(plan.projectId)} AND session_id != '' AND timestamp >= ${firstSessionEvent(plan, from)}
    GROUP BY session_id
  ) AS of_${id} ON session_id = of_${id}.${id}`;
  return { value: sql`if(session_id = '', toString(${column}), ${first})`, join, condition: sql`` };
}
