import { orderHash, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { isBounce } from '../query/compile.ts';
import { nobody } from './activity-rows.ts';
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

/** A view, over the columns of `matchingEvents`: page, whether it is in the range, device, milliseconds, and its `orderHash`. */
export const viewOfEvent = sql`(path, in_range, device_key, toUnixTimestamp64Milli(at), order_hash)`;

/** When the session's next event happened, over a view's `at` and `order_hash`; null where it has none. */
const nextAt = sql`if(notEmpty(tied) AND arrayElement(times, indexOf(times, at) + 1) = at AND NOT has(tied, order_hash), toNullable(at), arrayFirstOrNull(time -> time > at, times))`;

/**
 * The rows that a session counts by for pages, over its columns and `all_views`: one for each view, and one for the page it was
 * entered on. As `countedPart` has them, and how many views (0 or 1) have a time on the page.
 */
export function countedPages(place: number): Sql[] {
  const entry = sql`(toUInt8(${param.limit(place)}), toString(entered_on), ${nobody}, toUInt64(0), toUInt64(0), toDecimal128(0, 6), ${nobody},
      toUInt8(0), toUInt8(1), toUInt8(${isBounce}), toInt64(0), ${nobody}, toUInt8(0))`;
  const view = sql`(toUInt8(${param.limit(place)}), page, if(in_range, device, ${nobody}), toUInt64(in_range), toUInt64(in_range), toDecimal128(0, 6), if(is_started, session_hash, ${nobody}),
      toUInt8(0), toUInt8(0), toUInt8(0), if(in_range, toInt64(ifNull(next - at, 0)), 0), ${nobody}, toUInt8(in_range AND next IS NOT NULL))`;
  return [
    sql`if(is_started AND views > 0, [${entry}], [])`,
    sql`arrayMap((page, in_range, device, at, next) -> ${view}, all_views.1, all_views.2, all_views.3, all_views.4,
      arrayMap((at, order_hash) -> ${nextAt}, all_views.4, all_views.5))`,
  ];
}
