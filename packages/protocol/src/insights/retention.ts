import { z } from 'zod';
import { fromText } from './from-text.ts';
import { breakdownDimension, isRest } from './overview.ts';
import { listParameters } from './parameters.ts';

const eventName = z.string().min(1).max(200);

const maxPeriods = 90;

/** `7`, or `8-14` with both ends. */
const bracket = z.coerce
  .string<number | string>()
  .regex(/^\d{1,2}(-\d{1,2})?$/, 'must be a period (7) or a range of them (8-14)')
  .transform((text) => {
    const [from = 0, to = from] = text.split('-').map(Number);
    return { from, to };
  });
export type Bracket = z.output<typeof bracket>;

const brackets = fromText(
  z
    .array(bracket)
    .min(1)
    .max(maxPeriods)
    .superRefine((all, context) => {
      all.forEach(({ from, to }, index) => {
        const issue = (message: string) => context.addIssue({ code: 'custom', path: [index], message });
        const before = all[index - 1];
        if (to < from) issue('must not end before it begins');
        else if (to >= maxPeriods) issue(`must end at period ${maxPeriods - 1} at the latest`);
        else if (from === 0 && to > 0) issue('must not join period 0, the cohort itself, with later ones');
        else if (before && from <= before.to) issue('must begin after the bracket before it');
      });
    })
    .transform((all) => (all[0]?.from === 0 ? all : [{ from: 0, to: 0 }, ...all])),
  (text) => text.split(','),
);

const fields = listParameters.omit({ cursor: true }).extend({
  startEvent: eventName.optional().describe('Default: any event'),
  returnEvent: eventName.optional().describe('Default: any event'),
  period: z.enum(['day', 'week', 'month']).default('day'),
  periods: z.coerce
    .number<number | string>()
    .int()
    .min(1)
    .max(maxPeriods)
    .optional()
    .describe('Columns, period 0 included; default 8'),
  brackets: brackets
    .optional()
    .describe('In place of periods: columns of several periods each, such as 0,1,2-3,4-7,8-14'),
  criterion: z.enum(['on', 'on_or_after']).default('on'),
  cohort: z.enum(['first_time', 'recurring']).default('first_time'),
  breakdown: breakdownDimension.optional().describe("By the value at the user's start event"),
});

export const retentionParameters = fields.superRefine(({ periods, brackets: own }, context) => {
  if (periods === undefined || own === undefined) return;
  context.addIssue({ code: 'custom', path: ['periods'], message: 'does not go with brackets' });
});
export type RetentionParameters = z.output<typeof retentionParameters>;

const count = z.number().int().nonnegative();
const percent = z.number().min(0).max(100);

export const retentionResult = z.object({
  cohorts: z.array(
    z.object({
      date: z.string().describe("The period's start, local with offset"),
      size: count,
      values: z
        .array(count)
        .describe('Who came back in period k, or in the k-th bracket, each once; values[0] is the size'),
      percentages: z.array(percent),
      complete: z
        .array(z.boolean())
        .describe('False where the period, or the last of the bracket, is not over'),
    }),
  ),
  average: z
    .array(percent.nullable())
    .describe('Weighted by size, over complete periods; null where nobody has reached one yet'),
});
export type RetentionResult = z.output<typeof retentionResult>;

export const retentionData = retentionResult.extend({
  brackets: z
    .array(z.string())
    .optional()
    .describe('Names of the columns where brackets were asked for: 0, 1, 2-3'),
  breakdown: z.array(retentionResult.extend({ name: z.string(), rest: isRest })).optional(),
});
export type RetentionData = z.output<typeof retentionData>;
