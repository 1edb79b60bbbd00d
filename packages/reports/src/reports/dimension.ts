import { createHash } from 'node:crypto';
import { acquisitionFacts, identifier, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { BreakdownDimension } from '@gatrix/analytics-protocol/insights';
import { splitOf } from '../days/days.ts';
import { sessionRows } from '../days/session-rows.ts';
import { propertyIsSet, propertyText, textOf } from '../filters/fields.ts';
import { firstFieldOf, firstTouches } from '../filters/first-touch.ts';
import { segmentCondition } from '../filters/segment.ts';
import { eventKey } from '../persons/with-person.ts';
import type { Plan } from '../query/plan.ts';
import { endOfTime } from '../time/span.ts';

/** Where a dimension's value comes from, over `events`. */
export interface Dimension {
  readonly value: Sql;
  /** The same as it is stored, which may be of low cardinality: then it takes less to group by. */
  readonly stored?: Sql;
  /** What stands between `FROM events` and `WHERE`. */
  readonly join: Sql;
  /** ` AND …` where only some events have the dimension at all. */
  readonly condition: Sql;
}

/**
 * How visitors came is a fact of their session: those dimensions take the value of the session's first page view (first event where
 * it has none) for all its events (`from`: where the events begin). All others are the event's own. Events without the property are left out of `properties.*`.
 * @throws InvalidParametersError naming `field`, the parameter that the dimension came by, for a segment or a field of first touches that does not exist.
 */
export function dimensionOf(
  plan: Plan,
  name: BreakdownDimension,
  field: string,
  from = plan.range.from,
): Dimension {
  if (name.startsWith('segment.')) {
    const isIn = segmentCondition('in', [name.slice('segment.'.length)], plan, {
      op: field,
      value: field,
    });
    return { value: sql`if(${isIn}, 'in', 'not in')`, join: sql``, condition: sql`` };
  }
  if (name.startsWith('first.')) return firstTouchOf(plan, name, field);
  if (name.startsWith('properties.')) {
    const key = name.slice('properties.'.length);
    return { value: propertyText(key), join: sql``, condition: sql` AND ${propertyIsSet(key)}` };
  }
  const column = identifier(name);
  const fact = acquisitionFacts.find((one) => one === name);
  if (!fact) return { value: sql`toString(${column})`, stored: column, join: sql``, condition: sql`` };
  // Named after the dimension, because a query may have several.
  const id = identifier(`session_of_${name}`);
  const first = identifier(`first_${name}`);
  const split = splitOf(plan.days, { from, to: endOfTime });
  const join = sql` LEFT ANY JOIN (
    SELECT session_hash AS ${id}, ${first} FROM (${sessionRows(plan, split, [`first_${fact}`], { seals: split.sealsOnwards })})
  ) AS of_${id} ON cityHash64(session_id) = of_${id}.${id}`;
  return { value: sql`if(session_id = '', toString(${column}), ${first})`, join, condition: sql`` };
}

/** What the person's first event says; empty for nobody. */
function firstTouchOf(plan: Plan, name: string, parameter: string): Dimension {
  const first = firstFieldOf(name.slice('first.'.length), plan, parameter);
  const touched = firstTouches(plan, first, textOf(first.field));
  // Named after the dimension, because a query may have several.
  const of = createHash('sha256').update(name).digest('hex').slice(0, 12);
  const [key, value] = [identifier(`first_key_${of}`), identifier(`first_value_${of}`)];
  const join = sql` LEFT ANY JOIN (
    SELECT arrayJoin(keys) AS ${key}, value AS ${value} FROM (${touched})
  ) AS ${identifier(`first_${of}`)} ON ${eventKey} = ${identifier(`first_${of}`)}.${key}`;
  return { value, join, condition: sql`` };
}

/** Whether the dimension says how a session came, so that sessions are read for it. */
export function isOfSession(name: BreakdownDimension): boolean {
  return acquisitionFacts.some((fact) => fact === name);
}
