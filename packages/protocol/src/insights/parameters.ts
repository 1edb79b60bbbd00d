import { z } from 'zod';
import { ianaTimezone, isTimezone } from '../timezone.ts';
import { filters } from './filter.ts';
import { moment } from './moment.ts';

export const timezone = z
  .string()
  .refine(isTimezone, { message: 'must be an IANA time zone, such as Asia/Seoul' })
  .overwrite(ianaTimezone)
  .describe("IANA time zone; default the project's, else UTC");

export const interval = z.enum(['minute', 'hour', 'day', 'week', 'month']);
export type Interval = z.output<typeof interval>;

export const compare = z.enum(['previous_period', 'previous_year']);
export type Compare = z.output<typeof compare>;

export const limit = z.coerce.number<number | string>().int().min(1).max(1000);

/** What reports have in common; each takes those that mean something to it, and refuses any other name. */
export const commonParameters = z.strictObject({
  startDate: moment.optional().describe('First day, or first instant. Default: 29 days before the end'),
  endDate: moment.optional().describe('Last day, included, or an instant, excluded. Default: today'),
  timezone: timezone.optional(),
  interval: interval.optional(),
  compare: compare.optional(),
  filters: filters.optional(),
  limit: limit.optional(),
  cursor: z.string().max(2000).optional().describe('meta.nextCursor of the answer before'),
});
export type CommonParameters = z.output<typeof commonParameters>;

/** Of a report about what happened in a range. */
export const rangeParameters = commonParameters.pick({
  startDate: true,
  endDate: true,
  timezone: true,
  filters: true,
});

/** Of a report that is a list, in pages. */
export const listParameters = commonParameters.omit({ interval: true, compare: true });
