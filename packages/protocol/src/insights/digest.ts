import { z } from 'zod';

const id = z.string().min(1).max(36);
const hour = z.number().int().min(0).max(23).describe("Of the project's time zone");

export const digestSchedule = z.discriminatedUnion(
  'every',
  [
    z.strictObject({ every: z.literal('day'), hour }),
    z.strictObject({ every: z.literal('week'), weekday: z.number().int().min(1).max(7).default(1), hour }),
    z.strictObject({ every: z.literal('month'), day: z.number().int().min(1).max(31).default(1), hour }),
  ],
  { error: 'must be every day, week or month' },
);
export type DigestSchedule = z.output<typeof digestSchedule>;

export const digestSource = z.union(
  [z.strictObject({ boardId: id }), z.strictObject({ savedReportId: id })],
  { error: 'must be {"boardId"} or {"savedReportId"}' },
);

/** What a digest sends, and when. */
export const digestDefinition = z.strictObject({ source: digestSource, schedule: digestSchedule });
export type DigestDefinition = z.output<typeof digestDefinition>;

const value = z.number().nullable();

/** A number over the period, over the one before, and day by day. */
export const digestFigure = z.object({
  figure: z.string().describe('Its name, as alerts have it'),
  label: z.string().nullable().describe('What it counts, where its name is a letter'),
  currency: z.string().nullable().default(null).describe('Of an amount: ISO 4217'),
  value,
  previous: value,
  days: z.array(z.object({ day: z.string(), value })),
});
export type DigestFigure = z.output<typeof digestFigure>;

/** A saved report of a digest. */
export const digestSection = z.object({
  name: z.string(),
  figures: z.array(digestFigure),
  problem: z.string().nullable().describe('Why it cannot be asked'),
});
export type DigestSection = z.output<typeof digestSection>;
