import { z } from 'zod';
import { filters } from './filter.ts';
import { fromText } from './from-text.ts';
import { breakdownDimension, isRest } from './overview.ts';
import { commonParameters, rangeParameters } from './parameters.ts';

const eventName = z.string().min(1).max(200);

const step = z.union(
  [
    eventName.transform((name) => ({ anyOf: [name], filters: undefined })),
    z
      .strictObject({ name: eventName, filters: filters.optional() })
      .transform(({ name, filters: own }) => ({ anyOf: [name], filters: own })),
    z
      .strictObject({ anyOf: z.array(eventName).min(1).max(50), filters: filters.optional() })
      .transform(({ anyOf, filters: own }) => ({ anyOf, filters: own })),
  ],
  { error: 'must be an event name, {"name"} or {"anyOf":[names]}, with filters or without' },
);
export type FunnelStep = z.output<typeof step>;

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const maxWindowMs = 366 * unitMs.d;

/** `"30m"`, `"24h"`, `"7d"`… in milliseconds; or `"session"`. */
const window = z
  .string()
  .transform((text, context): number | 'session' => {
    if (text === 'session') return text;
    const match = /^(\d{1,9})([smhdw])$/.exec(text);
    const unit = match?.[2];
    const ms = unit === undefined || !isUnit(unit) ? 0 : Number(match?.[1]) * unitMs[unit];
    if (ms > 0 && ms <= maxWindowMs) return ms;
    context.addIssue({ code: 'custom', message: 'must be like 30m, 24h or 7d, at most 366d; or session' });
    return z.NEVER;
  })
  .describe('How long an attempt may take: 30m, 24h, 7d, at most 366d; or session');

function isUnit(unit: string): unit is keyof typeof unitMs {
  return unit in unitMs;
}

const exclusion = z.strictObject({
  event: eventName,
  from: z.number().int().min(1).optional().describe('Step after which it is fatal; default the first'),
  to: z.number().int().min(2).optional().describe('Step from which on it no longer is; default the last'),
});

const question = {
  steps: fromText(z.array(step).min(2).max(10), (text) => text.split(',')).describe(
    '2 to 10 steps: {"name"} or {"anyOf":[names]}, with filters; or names between commas',
  ),
  window: window.default(unitMs.d),
  order: z.enum(['ordered', 'strict', 'any']).default('ordered'),
  exclusions: fromText(z.array(exclusion).max(10)).default([]),
};

/** A funnel of people, as a condition on them. */
export const funnelQuestion = { ...rangeParameters.omit({ timezone: true }).shape, ...question };

const asked = {
  ...rangeParameters.shape,
  ...question,
  by: z.enum(['user', 'device', 'session']).default('user'),
};

const fields = {
  ...asked,
  ...commonParameters.pick({ interval: true, limit: true }).shape,
  breakdown: breakdownDimension.optional(),
  attribution: z
    .string()
    .regex(/^(first|last|step:([1-9]|10))$/, 'must be first, last or step:n')
    .default('first'),
  trend: z.stringbool().or(z.boolean()).default(false).describe('Adds the conversion by interval'),
  timeToConvert: z.stringbool().or(z.boolean()).default(false),
};

/** What steps, attribution and exclusions must have to do with each other. */
export const checkFunnelSteps = (
  value: {
    readonly steps: readonly unknown[];
    readonly attribution?: string | undefined;
    readonly exclusions: readonly z.output<typeof exclusion>[];
    readonly order: string;
  },
  context: z.RefinementCtx,
) => {
  const count = value.steps.length;
  const issue = (path: (string | number)[], message: string) =>
    context.addIssue({ code: 'custom', path, message });
  if (value.attribution?.startsWith('step:') && Number(value.attribution.slice(5)) > count) {
    issue(['attribution'], `there are only ${count} steps`);
  }
  if (value.order === 'any' && value.exclusions.length > 0)
    issue(['exclusions'], 'do not go with the order any');
  value.exclusions.forEach(({ from = 1, to = count }, index) => {
    if (to > count) issue(['exclusions', index, 'to'], `there are only ${count} steps`);
    else if (from >= to) issue(['exclusions', index, 'from'], 'must come before to');
  });
};

export const funnelParameters = z.strictObject(fields).superRefine(checkFunnelSteps);
export type FunnelParameters = z.output<typeof funnelParameters>;

export const funnelUsersParameters = z
  .strictObject({
    ...asked,
    ...commonParameters.pick({ limit: true, cursor: true }).shape,
    step: z.coerce.number<number | string>().int().min(1).max(10).describe('The step, from 1'),
    dropped: z
      .stringbool()
      .or(z.boolean())
      .default(false)
      .describe('Those who reached the step before and not this one'),
  })
  .superRefine((value, context) => {
    checkFunnelSteps(value, context);
    if (value.step <= value.steps.length) return;
    context.addIssue({
      code: 'custom',
      path: ['step'],
      message: `there are only ${value.steps.length} steps`,
    });
  });
export type FunnelUsersParameters = z.output<typeof funnelUsersParameters>;

const count = z.number().int().nonnegative();
const percent = z.number().min(0).max(100);
const seconds = z.number().nonnegative();

export const funnelResult = z.object({
  steps: z.array(
    z.object({
      name: z.string(),
      count: count.describe('Who got at least this far'),
      conversion_from_start: percent,
      conversion_from_previous: percent,
      drop_off: count.describe('Who reached the step before and not this one'),
      median_seconds: seconds
        .nullable()
        .describe('From the step before; null for the first and where nobody came'),
    }),
  ),
  overall: percent.describe('Conversion from the first step to the last'),
});
export type FunnelResult = z.output<typeof funnelResult>;

/** What is answered where it is asked for, of all and of each value alike. */
const funnelDetails = funnelResult.extend({
  trend: z
    .array(
      z.object({
        date: z.string().describe('Of the start of the attempts'),
        started: count,
        converted: count,
        conversion: percent
          .nullable()
          .describe('Null where no attempt of the bucket has had the whole window yet'),
        incomplete: z
          .literal(true)
          .optional()
          .describe('Attempts of the bucket may still convert, or it is cut'),
      }),
    )
    .optional(),
  time_to_convert: z
    .object({
      median: seconds.nullable(),
      mean: seconds.nullable(),
      p75: seconds.nullable(),
      p90: seconds.nullable(),
      histogram: z.array(z.object({ from: seconds, to: seconds, count })),
    })
    .optional(),
});
export const funnelData = funnelDetails.extend({
  breakdown: z.array(funnelDetails.extend({ name: z.string(), rest: isRest })).optional(),
});
export type FunnelData = z.output<typeof funnelData>;

export const funnelUsersData = z.array(
  z.object({
    id: z.string().describe('The profile id, or the device or session id, as `by` says'),
    reached: count.describe('The furthest step, from 1'),
    started_at: z.string(),
    reached_at: z.string(),
  }),
);
export type FunnelUsersData = z.output<typeof funnelUsersData>;
