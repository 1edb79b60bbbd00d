import { joinSql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { keyNames, type PersonKeys, personKeys } from '../audience/active-persons.ts';
import type { Plan } from '../query/plan.ts';
import { eventsIn, matching, within } from '../query/span.ts';
import { matchingSealed, nobody, unionAll } from './activity-rows.ts';
import { onDays, sealedIn, splitOf } from './days.ts';

/**
 * The profiles, or devices, of what passes the plan's filter in its range, by keys of its time: of sealed days by quarters of an hour, where
 * their rows can tell what passes and the keys are no finer.
 */
export function personRows(plan: Plan, keysAt: (time: Sql) => readonly Sql[], isFine: boolean): PersonKeys {
  const { tables, range } = plan;
  const split = splitOf(plan.days, range);
  const ofEvents = (where: Sql) =>
    personKeys(keysAt(sql`timestamp`), sql`FROM ${tables.events} WHERE ${where}`);
  const isOfRows = !isFine && (!plan.filter || plan.sealedFilter !== undefined);
  if (!isOfRows || split.sealsInSpan.length === 0) return ofEvents(eventsIn(plan, range));
  const keys = keysAt(sql`toDateTime64(slot, 3, 'UTC')`);
  const sealed = sql`SELECT ${joinSql(
    keyNames(keys).map((name, place) => sql`${keys[place] ?? sql`0`} AS ${name}`),
    sql`, `,
  )}, is_profile, own_hash AS own_key
  FROM ${tables.activitySlots}
  WHERE ${sealedIn(plan, split.sealsInSpan)} AND slot >= ${param.second(range.from)} AND slot < ${param.second(range.to)}
    AND own_hash != ${nobody}${matchingSealed(plan, split)}`;
  if (split.openInSpan.length === 0) return { rows: sealed, keys: keys.length };
  const open = ofEvents(sql`${onDays(plan, split.openInSpan)} AND ${within(range)}${matching(plan)}`);
  return { rows: unionAll([sealed, open.rows]), keys: keys.length };
}
