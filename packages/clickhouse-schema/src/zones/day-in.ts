import { param, type Sql, sql } from '../sql.ts';
import { offsetsOf } from './offsets.ts';

/**
 * The day of a DateTime64(3) in a zone, a Date. By offsets and not by the zone's name, which the server may not have; it takes 4 to 12 ns a
 * row more than the name.
 */
export function dayIn(time: Sql, zone: string): Sql {
  const { since, seconds } = offsetsOf(zone);
  const [only = 0] = seconds;
  if (seconds.length === 1)
    return only === 0
      ? sql`toDate(${time})`
      : sql`toDate(${time} + toIntervalSecond(${param.integer(only)}))`;
  const starts = param.integers(since);
  const offset = sql`transform(roundDown(toUnixTimestamp64Milli(${time}), ${starts}), ${starts}, ${param.integers(seconds)}, toInt64(0))`;
  return sql`toDate(${time} + toIntervalSecond(${offset}))`;
}
