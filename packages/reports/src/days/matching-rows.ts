import { joinSql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { keysByHash } from '../persons/persons.ts';
import type { Plan } from '../query/plan.ts';
import { eventsIn, isPageView, matching, within } from '../query/span.ts';
import { endOfTime, type Span } from '../time/span.ts';
import { matchingSealed, unionAll, whereSessionsGoOn } from './activity-rows.ts';
import { onDays, type Split, sealedIn, splitOf } from './days.ts';
import { horizonOf } from './horizon.ts';
import { isSpanning } from './spanning.ts';

/**
 * Selects the events that pass the plan's filter in its range, and behind it where sessions of the range go on: `session_hash`, `device_key`
 * (one number each), `at`, `in_range`, `views`, `count` (of events), `amount` (revenue) and further columns; with persons, the event's own keys.
 */
export function matchingEvents(plan: Plan, further: readonly Sql[], withPersons = false): Sql {
  const { tables, range } = plan;
  const columns = joinSql(
    further.map((column) => sql`, ${column}`),
    sql``,
  );
  return sql`SELECT cityHash64(session_id) AS session_hash, cityHash64(device_id) AS device_key, timestamp AS at, ${within(range)} AS in_range,
  ${isPageView} AS views, toUInt32(1) AS count, ${tables.money.amount} AS amount${columns}${withPersons ? sql`, ${keysByHash}` : sql``}
FROM ${tables.events}
WHERE ${eventsIn(plan, { from: range.from, to: endOfTime })} AND timestamp < ${horizonOf(plan, splitOf(plan.days, range))}`;
}

/** Selects the hashes of sessions of one sealed day whose facts change, with an event from the span's start on that passes. */
export function mixedWithMatch(plan: Plan, span: Span, split: Split): Sql {
  return sql`SELECT session_hash FROM ${plan.tables.activitySlots}
    WHERE ${sealedIn(plan, split.sealsInSpan)} AND is_mixed AND slot >= ${param.second(span.from)}${matchingSealed(plan, 'whole')}`;
}

/** Selects the same of sessions with events on several days, or on open ones. */
export function spanningWithMatch(plan: Plan, span: Span, split: Split): Sql {
  const { tables } = plan;
  const goingOn = whereSessionsGoOn(split, span);
  const sealed = sql`SELECT session_hash FROM ${tables.activitySlots}
    WHERE ${sealedIn(plan, goingOn.seals)} AND ${isSpanning(plan, split)} AND slot >= ${param.second(span.from)}${matchingSealed(plan, 'spanning')}`;
  if (goingOn.open.length === 0) return sealed;
  return unionAll([
    sealed,
    sql`SELECT cityHash64(session_id) AS session_hash FROM ${tables.events}
    WHERE ${onDays(plan, goingOn.open)} AND session_id != '' AND timestamp >= ${param.time(span.from)}${matching(plan)}`,
  ]);
}
