import type { SeriesQuery } from '../../api/reports.ts';

/** A: what came in; B: who paid; C: who was there. */
export const paidSeries: SeriesQuery['series'] = [
  { aggregation: 'sum', property: 'revenue' },
  { aggregation: 'unique_users', filters: { field: 'revenue', op: 'gt', value: 0 } },
  { aggregation: 'unique_users' },
];

/** Payers among those who were there, and revenue of a payer. */
export const paidFormulas = ['B/C*100', 'A/B'];
