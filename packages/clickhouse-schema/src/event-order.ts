import { type Sql, sql } from './sql.ts';

/**
 * By what events stand in the order they happened, and those of one millisecond in the order they were sent: over `timestamp`,
 * `created_at` and `sequence` (below 2^24). One number, since ClickHouse compares tuples four times as slowly.
 */
export const eventOrder = sql`bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))`;

/** By what the event stands first that says how its session came: the first page view, or the first event where there is none. */
export const acquisitionOrder = sql`bitOr(bitShiftLeft(toUInt128(name NOT IN ('screen_view', 'page_view', '$pageview')), 120), ${eventOrder})`;

/** Over the events of a session: milliseconds from its first event to each, in ascending order. */
export const eventOffsets = sql`arrayMap((at, first) -> toUInt32(at - first), arraySort(groupArray(toUnixTimestamp64Milli(timestamp))), arrayWithConstant(count(), toUnixTimestamp64Milli(min(timestamp))))`;

/** Names an event among those of its session. */
export const orderHash = sql`cityHash64(${eventOrder})`;

const orders = sql`arraySort(groupArray(${eventOrder}))`;
const ofOneMillisecond = (one: Sql, other: Sql) =>
  sql`bitShiftRight(${one}, 68) = bitShiftRight(${other}, 68)`;

/**
 * Over the events of a session: the \`orderHash\` of the last one of each millisecond that has several. The others of that
 * millisecond are followed by an event at once.
 */
export const tieEnds = sql`arrayMap(one -> cityHash64(one), arrayFilter((one, before, after) -> ${ofOneMillisecond(sql`one`, sql`before`)} AND NOT ${ofOneMillisecond(sql`one`, sql`after`)},
      ${orders}, arrayPushFront(arrayPopBack(${orders}), bitNot(${orders}[1])), arrayPushBack(arrayPopFront(${orders}), bitNot(${orders}[-1]))))`;
