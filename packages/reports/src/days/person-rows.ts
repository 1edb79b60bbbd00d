import { joinSql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { keyNames, type PersonKeys, personKeys } from '../audience/active-persons.ts';
import type { Plan } from '../query/plan.ts';
import { eventsIn, matching, within } from '../query/span.ts';
import { matchingSealed, nobody, unionAll } from './activity-rows.ts';
import { type OpenDay, onDays, sealedIn, splitOf } from './days.ts';

type KeysAt = (time: Sql) => readonly Sql[];

/**
 * The profiles, or devices, of what passes the plan's filter in its range, by keys of its time: of sealed days by quarters of an hour, where
 * their rows can tell what passes and the keys are no finer.
 */
export function personRows(plan: Plan, keysAt: KeysAt, isFine: boolean): PersonKeys {
  const { sealsInSpan, openInSpan } = splitOf(plan.days, plan.range);
  const isOfRows = !isFine && (!plan.filter || plan.sealedFilter !== undefined);
  const rows =
    isOfRows && sealsInSpan.length > 0
      ? personRowsOf(plan, { seals: sealsInSpan, open: openInSpan }, keysAt)
      : undefined;
  return rows ?? ofEvents(plan, keysAt, eventsIn(plan, plan.range));
}

interface DaysRead {
  /** Of days that are read by their sealed rows. */
  readonly seals: readonly number[];
  /** Days that are read by their events. */
  readonly open: readonly OpenDay[];
}

/** The same of some days of the range; undefined where there are none. */
export function personRowsOf(plan: Plan, { seals, open }: DaysRead, keysAt: KeysAt): PersonKeys | undefined {
  const parts = [
    ...(seals.length > 0 ? [sealedRows(plan, seals, keysAt)] : []),
    ...(open.length > 0
      ? [ofEvents(plan, keysAt, sql`${onDays(plan, open)} AND ${within(plan.range)}${matching(plan)}`)]
      : []),
  ];
  const [first] = parts;
  return first && { rows: unionAll(parts.map(({ rows }) => rows)), keys: first.keys };
}

function ofEvents(plan: Plan, keysAt: KeysAt, where: Sql): PersonKeys {
  return personKeys(keysAt(sql`timestamp`), sql`FROM ${plan.tables.events} WHERE ${where}`);
}

function sealedRows(plan: Plan, seals: readonly number[], keysAt: KeysAt): PersonKeys {
  const { tables, range } = plan;
  const keys = keysAt(sql`toDateTime64(slot, 3, 'UTC')`);
  const rows = sql`SELECT ${joinSql(
    keyNames(keys).map((name, place) => sql`${keys[place] ?? sql`0`} AS ${name}`),
    sql`, `,
  )}, is_profile, own_hash AS own_key
  FROM ${tables.activitySlots}
  WHERE ${sealedIn(plan, seals)} AND slot >= ${param.second(range.from)} AND slot < ${param.second(range.to)}
    AND own_hash != ${nobody}${matchingSealed(plan, splitOf(plan.days, range))}`;
  return { rows, keys: keys.length };
}
