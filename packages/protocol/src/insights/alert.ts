import { z } from 'zod';

/** The buckets that an alert looks at, one after the other. */
export const alertIntervals = ['minute', 'hour', 'day', 'week'] as const;
export type AlertInterval = (typeof alertIntervals)[number];

export const alertStates = ['ok', 'firing', 'no_data'] as const;
export type AlertState = (typeof alertStates)[number];

const id = z.string().min(1).max(36);

export const alertWatch = z.union(
  [
    z.strictObject({
      savedReportId: id,
      figure: z
        .string()
        .min(1)
        .max(200)
        .describe('Which number of it: total_revenue, A, A/B, conversion, period:1, …'),
    }),
    z.strictObject({ segmentId: id }),
  ],
  { error: 'must be {"savedReportId","figure"} or {"segmentId"}' },
);
export type AlertWatch = z.output<typeof alertWatch>;

const op = z.enum(['gt', 'gte', 'lt', 'lte']);

export const alertCondition = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('threshold'), op, value: z.number() }),
    z.strictObject({
      kind: z.literal('change'),
      op,
      percent: z
        .number()
        .min(-100)
        .max(1_000_000)
        .describe('Against the same time a week before; -30: a third less'),
    }),
    z.strictObject({
      kind: z.literal('band'),
      weeks: z.number().int().min(3).max(12).default(6).describe('How many weeks before make the band'),
      width: z.number().min(0.5).max(20).default(4).describe('Deviations from the median on each side'),
      side: z.enum(['outside', 'above', 'below']).default('outside'),
    }),
  ],
  { error: 'must be of the kind threshold, change or band' },
);
export type AlertCondition = z.output<typeof alertCondition>;

/** What an alert watches, in which buckets, and when it fires. */
export const alertDefinition = z.strictObject({
  watch: alertWatch,
  interval: z.enum(alertIntervals),
  condition: alertCondition,
});
export type AlertDefinition = z.output<typeof alertDefinition>;
