import { param, type Sql, sql } from '../sql.ts';
import { dayBegins, offsetsOf } from '../zones/offsets.ts';
import { dayMs } from '../zones/zone.ts';
import { slotSeconds } from './columns.ts';

/**
 * Where days are divided, by day since the epoch: minutes of the UTC day at which a day of the project's zone begins. A day that is not
 * divided is not in it. In `day_totals` the first part has the number of the day's seal, the second the same with the other sign.
 */
export type Midnights = ReadonlyMap<number, number>;

/** Behind all times of a day. */
const never = sql`toInt64(1440)`;

/** At which minute of a UTC day a day of the zone begins; 0 where none does within it, or within a quarter of an hour. */
export function midnightIn(zone: string, day: number): number {
  const offsets = offsetsOf(zone);
  const begins = [day + 1, day].map((local) => dayBegins(offsets, local) - day * dayMs);
  const within = begins.find((time) => time < dayMs) ?? 0;
  return within > 0 && within % (slotSeconds * 1_000) === 0 ? within / 60_000 : 0;
}

/** The numbers of both parts. */
export function bothParts(numbers: readonly number[]): number[] {
  return numbers.flatMap((number) => [number, -number]);
}

/** Over a column of days: at which minute the second part begins. */
function midnightOf(midnights: Midnights, day: Sql): Sql {
  const days = param.integers([...midnights.keys()]);
  const minutes = param.integers([...midnights.values()]);
  return sql`transform(toInt64(toUInt16(${day})), ${days}, ${minutes}, ${never})`;
}

/** The number of the part of its day that a time lies in, over the number of the first part. */
export function partAt(
  midnights: Midnights,
  { number, day, time }: Record<'number' | 'day' | 'time', Sql>,
): Sql {
  if (midnights.size === 0) return number;
  return sql`if(toHour(${time}) * 60 + toMinute(${time}) >= ${midnightOf(midnights, day)}, -(${number}), ${number})`;
}

/**
 * What a time counts under, as `(dimension, value)`, over `day` and `seal`, the number of its part: all of the part, and an hour. Of a second part the value
 * is the minute of the day at which what is summed up begins; of a first one it is the hour.
 */
export function timesOf(midnights: Midnights, time: Sql): Sql {
  const first = sql`[('all', ''), ('hour', toString(toHour(${time})))]`;
  if (midnights.size === 0) return first;
  const midnight = midnightOf(midnights, sql`day`);
  return sql`if(seal > 0, ${first}, [('all', toString(${midnight})), ('hour', toString(greatest(toHour(${time}) * 60, ${midnight})))])`;
}
