import type { Aggregation } from '@gatrix/analytics-protocol/insights';

// Named here again: the contract's list would bring its validator into the page.
export const aggregations = [
  'total',
  'unique_users',
  'unique_sessions',
  'per_user',
  'sum',
  'avg',
  'min',
  'max',
  'median',
  'p75',
  'p90',
  'p95',
  'p99',
] as const satisfies readonly Aggregation[];

/** How many values, or combinations of values, a breakdown shows. */
export const limits = ['8', '20', '50', '100'] as const;

/** How the series are drawn; bars of several add up. */
export const chartKinds = ['lines', 'bars', 'table'] as const;
export type ChartKind = (typeof chartKinds)[number];

export const comparisons = ['none', 'previous_period', 'previous_year'] as const;

export type { Aggregation };
