import { z } from 'zod';
import { commonParameters } from './parameters.ts';

/** What imported totals can be of, by what they are broken down by: the dimensions that each says. */
export const importedBreakdowns = {
  day: [],
  page: ['origin', 'path'],
  entry_page: ['entry_path'],
  exit_page: ['exit_path'],
  source: ['source', 'referrer', 'utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term'],
  location: ['country', 'region', 'city'],
  device: ['device'],
  browser: ['browser', 'browser_version'],
  os: ['os', 'os_version'],
  event: ['name', 'link_url', 'event_path'],
} as const;

export type ImportedBreakdown = keyof typeof importedBreakdowns;

/** Dimensions that the totals can be shown by. */
export const importedDimension = z.enum([
  ...['path', 'entry_path', 'exit_path', 'source', 'referrer', 'utm_source', 'utm_medium', 'utm_campaign'],
  ...['country', 'region', 'device', 'browser', 'os', 'name'],
] as const);
export type ImportedDimension = z.output<typeof importedDimension>;

export const importedTotalsParameters = commonParameters
  .pick({ startDate: true, endDate: true, timezone: true, limit: true })
  .extend({ dimension: importedDimension.optional().describe('Also the values of this dimension') });
export type ImportedTotalsParameters = z.output<typeof importedTotalsParameters>;

const count = z.number().int().nonnegative();
const totals = { visits: count, page_views: count, events: count };

export const importedTotalsData = z.object({
  kind: z
    .literal('imported_aggregates')
    .describe('Counted by another product by its own rules; they are in no other report'),
  imports: z
    .array(z.object({ id: z.string(), source: z.string(), first_day: z.string(), last_day: z.string() }))
    .describe('All there are, whatever the range'),
  series: z
    .array(
      z.object({
        date: z.string().describe("A day in that product's time zone"),
        source: z.string(),
        visitors: count,
        ...totals,
        bounces: count,
        visit_seconds: count.describe('Added up over its visits'),
      }),
    )
    .describe('Days that were imported; others are not there'),
  values: z
    .array(
      z.object({
        value: z.string(),
        visitor_days: count.describe('Visitors of each day, added up: who came on two days counts twice'),
        ...totals,
      }),
    )
    .describe('Where a dimension is asked for: its values, those with the most visitors first'),
});
export type ImportedTotalsData = z.output<typeof importedTotalsData>;
