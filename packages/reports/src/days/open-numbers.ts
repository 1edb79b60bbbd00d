import { type DayState, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
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
  if (days.open.length === 0 || days.sealed.size === 0) return { hashes: [], numbers: [] };
  const eventsOf = ({ day, later, events }: DayState) => (days.sealed.has(day) ? later : events);
  const events = states.reduce((sum, state) => sum + eventsOf(state), 0);
  if (events > maxListed * eventsPerDevice) return undefined;
  const rows = await runner.run<{
    hash: string;
    number: number;
  }>(sql`SELECT toString(device_hash) AS hash, number
FROM ${tables.deviceNumbers}
WHERE project_id = ${param.string(projectId)} AND numbering = ${param.limit(days.numbering)}
  AND device_hash IN (SELECT cityHash64(device_id) FROM ${tables.events} WHERE ${onDays(scope, days.open)})
LIMIT ${param.limit(maxListed + 1)}`);
  if (rows.length > maxListed) return undefined;
  return { hashes: rows.map(({ hash }) => hash), numbers: rows.map(({ number }) => number) };
}

/** The number of an event's device, 0 where it has none, where the numbers of all devices on the split's open days are listed. */
export function listedNumbers({ open, openNumbers }: Days, split: Split): Sql | undefined {
  if (!openNumbers || !split.open.every((one) => open.includes(one))) return undefined;
  const { hashes, numbers } = openNumbers;
  if (hashes.length === 0) return sql`toUInt32(0)`;
  return sql`toUInt32(transform(cityHash64(device_id), ${param.hashes(hashes)}, ${param.integers(numbers)}, 0))`;
}
