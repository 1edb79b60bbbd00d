import { z } from 'zod';
import { filters } from './filter.ts';
import { breakdownDimension, isRest } from './overview.ts';
import { commonParameters } from './parameters.ts';

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
] as const;
export type Aggregation = (typeof aggregations)[number];

const needsNoProperty: readonly Aggregation[] = ['total', 'unique_users', 'unique_sessions', 'per_user'];

const series = z
  .strictObject({
    event: z.string().min(1).max(200).optional().describe('Default: any event'),
    filters: filters.optional(),
    aggregation: z
      .enum(aggregations)
      .default('total')
      .describe(
        'Sums are of decimals as they were sent. Percentiles lie between the two nearest values in proportion (type 7)',
      ),
    property: z
      .string()
      .refine(
        (name) => name === 'revenue' || /^properties\../s.test(name),
        'must be revenue or properties.<key>',
      )
      .optional()
      .describe('What sum, avg, min, max and the percentiles are of: revenue or properties.<key>'),
  })
  .superRefine(({ aggregation, property }, context) => {
    if (property !== undefined || needsNoProperty.includes(aggregation)) return;
    context.addIssue({ code: 'custom', path: ['property'], message: `is required for ${aggregation}` });
  });
export type Series = z.output<typeof series>;

export const queryParameters = commonParameters
  .omit({ cursor: true })
  .extend({
    series: z.array(series).min(1).max(10),
    breakdowns: z.array(breakdownDimension).max(3).default([]),
    formulas: z
      .array(z.string().min(1).max(200))
      .max(10)
      .default([])
      .describe('Arithmetic over the letters of the series: A/B*100'),
  })
  .superRefine(({ breakdowns }, context) => {
    if (new Set(breakdowns).size === breakdowns.length) return;
    context.addIssue({ code: 'custom', path: ['breakdowns'], message: 'must differ' });
  });
export type QueryParameters = z.output<typeof queryParameters>;

const value = z
  .number()
  .nullable()
  .describe('Null where there is nothing to say: the mean of nothing, a division by 0');

const line = z.object({
  total: value.describe(
    'Over the whole range; not the sum of the points where people or sessions are counted',
  ),
  data: z.array(z.object({ date: z.string(), value, incomplete: z.literal(true).optional() })).optional(),
});
export type QueryLine = z.output<typeof line>;

export const queryData = z.array(
  line.extend({
    letter: z.string().optional().describe('Of a series; a formula has none'),
    formula: z.string().optional(),
    breakdown: z.array(z.string()).describe("The breakdowns' values, in their order"),
    rest: isRest,
    previous: line.optional(),
  }),
);
export type QueryData = z.output<typeof queryData>;
