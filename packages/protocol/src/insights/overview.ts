import { z } from 'zod';
import { commonParameters, listParameters, rangeParameters } from './parameters.ts';

const count = z.number().int().nonnegative();
const percent = z.number().min(0).max(100);
const seconds = z.number().nonnegative();

export const metricsParameters = rangeParameters.extend({ compare: commonParameters.shape.compare });
export type MetricsParameters = z.output<typeof metricsParameters>;

const activeUsers = count.describe(
  'Distinct persons with an event: the profile where known, else the device',
);
const metricsFields = {
  active_users: activeUsers,
  unique_visitors: count,
  total_sessions: count,
  total_screen_views: count,
  total_events: count,
  avg_session_duration: seconds,
  bounce_rate: percent,
  views_per_session: z.number().nonnegative(),
  total_revenue: z.number(),
};
export const metricsValues = z.object(metricsFields);
export type MetricsValues = z.output<typeof metricsValues>;
export const metricsData = metricsValues.extend({ previous: metricsValues.optional() });
export type MetricsData = z.output<typeof metricsData>;

export const timeseriesParameters = metricsParameters.extend({
  interval: commonParameters.shape.interval,
});
export type TimeseriesParameters = z.output<typeof timeseriesParameters>;

export const timeseriesValues = z.object({
  date: z.string().describe("The bucket's start, local with offset: 2026-11-01T00:00:00+09:00"),
  active_users: activeUsers,
  unique_visitors: count,
  total_sessions: count,
  total_screen_views: count,
  total_events: count,
  bounce_rate: percent,
  avg_session_duration: seconds,
  incomplete: z.literal(true).optional().describe('The bucket is not over, or the range cuts it'),
});
export type TimeseriesValues = z.output<typeof timeseriesValues>;
export const timeseriesData = z.array(timeseriesValues.extend({ previous: timeseriesValues.optional() }));
export type TimeseriesData = z.output<typeof timeseriesData>;

const withActiveUsers = z
  .stringbool()
  .or(z.boolean())
  .default(true)
  .describe(
    'false leaves active_users out: where people have profiles they take as long as all else together',
  );

export const pagesParameters = listParameters.extend({
  activeUsers: withActiveUsers,
  by: z.enum(['top', 'entry', 'exit']).default('top'),
});
export type PagesParameters = z.output<typeof pagesParameters>;

export const pagesData = z.array(
  z.object({
    path: z.string(),
    active_users: activeUsers.optional(),
    views: count,
    unique_visitors: count,
    sessions: count,
    bounce_rate: percent,
    avg_duration: seconds,
  }),
);
export type PagesData = z.output<typeof pagesData>;

export const breakdownDimensions = [
  'referrer',
  'referrer_name',
  'referrer_type',
  'channel',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
  'country',
  'region',
  'city',
  'device',
  'os',
  'os_version',
  'browser',
  'browser_version',
  'brand',
  'model',
  'name',
] as const;
export type BreakdownDimension =
  | (typeof breakdownDimensions)[number]
  | `properties.${string}`
  | `first.${string}`
  | `segment.${string}`;

export const breakdownDimension = z
  .union(
    [
      z.enum(breakdownDimensions),
      z.templateLiteral(['properties.', z.string().min(1)]),
      z.templateLiteral(['first.', z.string().min(1)]),
      z.templateLiteral(['segment.', z.string().min(1)]),
    ],
    {
      error: `must be properties.<key>, first.<field>, segment.<id> or one of ${breakdownDimensions.join(', ')}`,
    },
  )
  .describe(
    'One of the listed columns, properties.<key>, first.<field> of the person, or segment.<id>: in, not in',
  );

/** Of a row that is all values together which are not among the `limit` that are shown. */
export const isRest = z.literal(true).optional().describe('All other values together; named (other)');

export const breakdownParameters = listParameters.extend({
  dimension: breakdownDimension,
  activeUsers: withActiveUsers,
});
export type BreakdownParameters = z.output<typeof breakdownParameters>;

export const breakdownData = z.array(
  z.object({
    name: z.string().describe('The value; empty where there is none'),
    active_users: activeUsers.optional(),
    sessions: count,
    unique_visitors: count,
    screen_views: count,
    revenue: z.number(),
  }),
);
export type BreakdownData = z.output<typeof breakdownData>;

export const liveStreamParameters = commonParameters.pick({ timezone: true, filters: true, limit: true });
export const liveParameters = liveStreamParameters.extend({
  maxLateMinutes: z.coerce
    .number<number | string>()
    .int()
    .min(0)
    .max(525_600)
    .optional()
    .describe(
      'Leaves out events that had happened longer ago when they arrived, as those of an import. Default: none',
    ),
});
export type LiveParameters = z.output<typeof liveParameters>;

const liveRows = z.array(z.object({ name: z.string(), count }));
export const liveData = z.object({
  count,
  active_users: activeUsers,
  pages: liveRows,
  countries: liveRows,
  referrers: liveRows,
});
export type LiveData = z.output<typeof liveData>;
