import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';

/** Milliseconds since the epoch, `to` excluded. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Spec: "Page view: `screen_view`, `page_view` or `$pageview`". */
export const isPageView = sql`name IN ('screen_view', 'page_view', '$pageview')`;

/** Behind all times that are stored. */
export const endOfTime = Date.UTC(2299, 0, 1);

/** A condition on a column of times. */
export function within(span: Span, column = sql`timestamp`): Sql {
  return sql`${column} >= ${param.time(span.from)} AND ${column} < ${param.time(span.to)}`;
}
