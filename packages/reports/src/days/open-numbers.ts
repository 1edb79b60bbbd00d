import { type DayState, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { type Days, type DaysScope, type DeviceNumbers, onDays, type Split } from './days.ts';

/** Of so many open events for each device that may be listed it is asked which devices they have. */
const eventsPerDevice = 10;

/** Resolves with undefined where there are, or may be, too many to be listed. */
export async function readOpenNumbers(
  scope: DaysScope,
  states: readonly DayState[],
  runner: Runner,
  maxListed: number,
): Promise<DeviceNumbers | undefined> {
  const { tables, projectId, days } = scope;
  if (days.open.length === 0 || days.sealed.size === 0) return undefined;
  const eventsOf = ({ day, later, events }: DayState) => (days.sealed.has(day) ? later : events);
  const events = states.reduce((sum, state) => sum + eventsOf(state), 0);
  if (events > maxListed * eventsPerDevice) return undefined;
  const devices = sql`SELECT DISTINCT cityHash64(device_id) AS device_hash FROM ${tables.events} WHERE ${onDays(scope, days.open)}`;
  const rows = await runner.run<{
    hash: string;
    number: number;
  }>(sql`SELECT toString(open_devices.device_hash) AS hash, numbers.number AS number
FROM (${devices}) AS open_devices
LEFT ANY JOIN (
  SELECT device_hash, number FROM ${tables.deviceNumbers}
  WHERE project_id = ${param.string(projectId)} AND numbering = ${param.limit(days.numbering)} AND device_hash IN (${devices})
) AS numbers ON open_devices.device_hash = numbers.device_hash
LIMIT ${param.limit(maxListed + 1)}`);
  if (rows.length > maxListed) return undefined;
  return { hashes: rows.map(({ hash }) => hash), numbers: rows.map(({ number }) => number) };
}

/** What devices that are not listed have in place of a number: no device has it. */
const unlisted = 2 ** 32 - 1;

/** A condition on rows with `number`. */
export const isUnlisted = sql`number = ${param.limit(unlisted)}`;

/** The list, where devices of open events are counted and it has all of them. */
export function listFor({ open, openNumbers }: Days, split: Split): DeviceNumbers | undefined {
  return split.openInSpan.length > 0 && split.open.every((one) => open.includes(one))
    ? openNumbers
    : undefined;
}

/** The number of an event's device, 0 where it has none. */
export function listedNumber({ hashes, numbers }: DeviceNumbers): Sql {
  return sql`toUInt32(transform(cityHash64(device_id), ${param.hashes(hashes)}, ${param.integers(numbers)}, ${param.integer(unlisted)}))`;
}

/**
 * Runs a statement whose rows say in `unlisted` whether they count a device that is not listed. An event of such a one was stored since the list was
 * made; then the statement is made again without a list.
 */
export async function runWithList<Row extends object>(
  plan: Plan,
  runner: Runner,
  statementOf: (plan: Plan) => Sql | undefined | Promise<Sql | undefined>,
): Promise<Row[]> {
  const statement = await statementOf(plan);
  if (!statement) return [];
  const rows = await runner.run<Row & { readonly unlisted?: 0 | 1 }>(statement);
  if (!rows.some(({ unlisted }) => unlisted === 1)) return rows;
  const again = await statementOf({ ...plan, days: { ...plan.days, openNumbers: undefined } });
  return again ? runner.run<Row>(again) : [];
}
