import { sql } from './sql.ts';

/**
 * By what events stand in the order they happened, and those of one millisecond in the order they were sent: over `timestamp`,
 * `created_at` and `sequence` (below 2^24). One number, since ClickHouse compares tuples four times as slowly.
 */
export const eventOrder = sql`bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))`;

/** By what the event stands first that says how its session came: the first page view, or the first event where there is none. */
export const acquisitionOrder = sql`bitOr(bitShiftLeft(toUInt128(name NOT IN ('screen_view', 'page_view', '$pageview')), 120), ${eventOrder})`;
