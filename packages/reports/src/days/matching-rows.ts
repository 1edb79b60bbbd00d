import {
  identifier,
  joinSql,
  param,
  type SessionFact,
  type Sql,
  sql,
} from '@gatrix/analytics-clickhouse-schema';
import { eventsIn, matching } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import { endOfTime, isPageView, within } from '../query/span.ts';
import { nobody, unionAll, whereSessionsGoOn, withNumbers } from './activity-rows.ts';
import { type Cut, cutOf, onDays, sealedIn } from './days.ts';
import { horizonOf } from './horizon.ts';
import { isSpanning } from './spanning.ts';

/**
 * Selects what passes the plan's filter in its range, and behind it where sessions of the range go on: `session_hash`, `device_key` (one
 * number each), `at`, `in_range`, `views`, `count` (of events), `amount` (revenue) and facts. Sealed days are read by quarters of an
 * hour where their rows can tell what passes, unless the events' own times are needed.
 */
export function matchingRows(plan: Plan, facts: readonly SessionFact[], isFine: boolean): Sql {
  const cut = cutOf(plan.days, plan.range);
  const goingOn = whereSessionsGoOn(cut, plan.range);
  const sealed = [...new Set([...cut.sealsInSpan, ...goingOn.seals])];
  if (isFine || !plan.slotFilter || sealed.length === 0) return matchingEvents(plan, cut, facts);
  const parts = [slotsIn(plan, facts, plan.slotFilter, sealedIn(plan, cut.sealsInSpan))];
  const behind = sealed.filter((seal) => !cut.sealsInSpan.includes(seal));
  if (behind.length > 0) {
    parts.push(
      slotsIn(plan, facts, plan.slotFilter, sql`${sealedIn(plan, behind)} AND ${isSpanning(plan, cut)}`),
    );
  }
  const open = [...new Set([...cut.openInSpan, ...goingOn.open])];
  if (open.length > 0) parts.push(openEvents(plan, cut, facts, sql`${onDays(plan, open)}`));
  return unionAll(parts);
}

function columnsOf(facts: readonly SessionFact[]): Sql {
  return joinSql(
    facts.map((fact) => sql`, ${identifier(fact)}`),
    sql``,
  );
}

function matchingEvents(plan: Plan, cut: Cut, facts: readonly SessionFact[]): Sql {
  const { tables, range } = plan;
  return sql`SELECT cityHash64(session_id) AS session_hash, cityHash64(device_id) AS device_key, timestamp AS at, ${within(range)} AS in_range,
  ${isPageView} AS views, toUInt32(1) AS count, ${tables.money.amount} AS amount${columnsOf(facts)}
FROM ${tables.events}
WHERE ${eventsIn(plan, { from: range.from, to: endOfTime })} AND timestamp < ${horizonOf(plan, cut)}`;
}

function slotsIn(plan: Plan, facts: readonly SessionFact[], filter: Sql, where: Sql): Sql {
  const { tables, range } = plan;
  return sql`SELECT session_hash, if(device_number = 0, ${nobody}, toUInt64(device_number)) AS device_key,
  toDateTime64(slot, 3, 'UTC') AS at, slot < ${param.second(range.to)} AS in_range,
  page_views AS views, events AS count, revenue AS amount${columnsOf(facts)}
FROM ${tables.activitySlots}
WHERE ${where} AND slot >= ${param.second(range.from)} AND (${filter})`;
}

/** Events of days that are not sealed, whose devices have the numbers that sealed rows name them by. */
function openEvents(plan: Plan, cut: Cut, facts: readonly SessionFact[], where: Sql): Sql {
  const { range } = plan;
  const columns = sql`timestamp, cityHash64(session_id) AS session_hash, ${isPageView} AS is_view, ${plan.tables.money.amount} AS amount${columnsOf(facts)}`;
  const events = withNumbers(
    plan,
    cut,
    columns,
    sql`${where} AND timestamp >= ${param.time(range.from)} AND timestamp < ${horizonOf(plan, cut)}${matching(plan)}`,
  );
  return sql`SELECT session_hash, if(number > 0, toUInt64(number), device_hash) AS device_key, timestamp AS at, ${within(range)} AS in_range,
  is_view AS views, toUInt32(1) AS count, amount${columnsOf(facts)}
FROM ${events}`;
}
