import { z } from 'zod';
import { breakdownDimension, isRest } from './overview.ts';
import { listParameters } from './parameters.ts';

const eventName = z.string().min(1).max(200);

export const retentionParameters = listParameters.omit({ cursor: true }).extend({
  startEvent: eventName.optional().describe('Default: any event'),
  returnEvent: eventName.optional().describe('Default: any event'),
  period: z.enum(['day', 'week', 'month']).default('day'),
  periods: z.coerce.number().int().min(1).max(90).default(8).describe('Columns, period 0 included'),
  criterion: z.enum(['on', 'on_or_after']).default('on'),
  cohort: z.enum(['first_time', 'recurring']).default('first_time'),
  breakdown: breakdownDimension.optional().describe("By the value at the user's start event"),
});
export type RetentionParameters = z.output<typeof retentionParameters>;

const count = z.number().int().nonnegative();
const percent = z.number().min(0).max(100);

export const retentionResult = z.object({
  cohorts: z.array(
    z.object({
      date: z.string().describe("The period's start, local with offset"),
      size: count,
      values: z.array(count).describe('Who came back in period k; values[0] is the size'),
      percentages: z.array(percent),
      complete: z.array(z.boolean()).describe('False where the period is not over'),
    }),
  ),
  average: z
    .array(percent.nullable())
    .describe('Weighted by size, over complete periods; null where nobody has reached one yet'),
});
export type RetentionResult = z.output<typeof retentionResult>;

export const retentionData = retentionResult.extend({
  breakdown: z.array(retentionResult.extend({ name: z.string(), rest: isRest })).optional(),
});
export type RetentionData = z.output<typeof retentionData>;
