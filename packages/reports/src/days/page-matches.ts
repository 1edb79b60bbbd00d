import { orderHash, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { SessionColumn } from './session-rows.ts';

/** What counted pages need of sessions. */
export const sessionColumnsOfPages: readonly SessionColumn[] = [
  'views',
  'custom',
  'entered_on',
  'times',
  'tied',
];

/** What they need of events, beside the columns of `matchingEvents`. */
export const eventColumnsOfPages: readonly Sql[] = [sql`path`, sql`${orderHash} AS order_hash`];

/** The views of a part of a session's events: page, milliseconds and `orderHash` of each. */
export const viewsOfPart = sql`groupArrayIf(path, views) AS pages, groupArrayIf(toUnixTimestamp64Milli(at), views) AS viewed_at, groupArrayIf(order_hash, views) AS order_hashes`;

/** Over a view's `at` and `order_hash`: the place in the session's `times` of its next event. The last of one millisecond is followed by the first of a later one. */
const nextPlace = sql`indexOf(times, at) + if(has(tied, order_hash), countEqual(times, at), 1)`;

/** Over the views of a part and the columns of its session: milliseconds from each to the session's next event, -1 where it has none. */
export const untilNext = sql`arrayMap((at, order_hash) -> if(${nextPlace} > length(times), -1, times[${nextPlace}] - at), viewed_at, order_hashes)`;
