import { z } from 'zod';
import { filters } from './filter.ts';
import { fromText } from './from-text.ts';
import { commonParameters, listParameters } from './parameters.ts';

const properties = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const count = z.number().int().nonnegative();
const instant = z.string().describe('Local instant with offset');

export const eventsParameters = listParameters;
export type EventsParameters = z.output<typeof eventsParameters>;

export const eventItem = z.object({
  id: z.string(),
  name: z.string(),
  timestamp: instant.describe('When it happened'),
  created_at: instant.describe('When it was received'),
  device_id: z.string(),
  profile_id: z.string(),
  session_id: z.string(),
  path: z.string(),
  origin: z.string(),
  title: z.string(),
  referrer: z.string(),
  referrer_name: z.string(),
  referrer_type: z.string(),
  channel: z.string(),
  utm_source: z.string(),
  utm_medium: z.string(),
  utm_campaign: z.string(),
  utm_term: z.string(),
  utm_content: z.string(),
  country: z.string(),
  region: z.string(),
  city: z.string(),
  os: z.string(),
  os_version: z.string(),
  browser: z.string(),
  browser_version: z.string(),
  device: z.string(),
  brand: z.string(),
  model: z.string(),
  revenue: z.number().describe('As sent'),
  currency: z.string().describe("ISO 4217, of revenue; '' is the project's own"),
  groups: z.array(z.string()),
  properties,
});
export type EventItem = z.output<typeof eventItem>;
export const eventsData = z.array(eventItem);

export const sessionsParameters = listParameters;
export type SessionsParameters = z.output<typeof sessionsParameters>;

export const sessionItem = z.object({
  id: z.string(),
  device_id: z.string(),
  profile_id: z.string(),
  started_at: instant,
  ended_at: instant,
  duration: z.number().nonnegative().describe('Seconds from the first event to the last'),
  page_views: count,
  events: count.describe('All of them, page views included'),
  is_bounce: z.boolean(),
  entry_path: z.string(),
  exit_path: z.string(),
  revenue: z.number(),
  referrer: z.string(),
  referrer_name: z.string(),
  referrer_type: z.string(),
  channel: z.string(),
  utm_source: z.string(),
  utm_medium: z.string(),
  utm_campaign: z.string(),
  country: z.string(),
  region: z.string(),
  city: z.string(),
  os: z.string(),
  browser: z.string(),
  device: z.string(),
});
export type SessionItem = z.output<typeof sessionItem>;
export const sessionsData = z.array(sessionItem);

export const profileSorts = [
  'last_seen_at',
  'first_seen_at',
  'total_revenue',
  'total_sessions',
  'total_events',
] as const;
export type ProfileSort = (typeof profileSorts)[number];

export const profilesParameters = listParameters.pick({ timezone: true, limit: true, cursor: true }).extend({
  filters: filters
    .optional()
    .describe('Conditions on people, as elsewhere; fields of events are those of their last event'),
  search: z
    .string()
    .max(200)
    .optional()
    .describe('Part of an id, a name or an email, in any case of letters'),
  sort: z.enum(profileSorts).default('last_seen_at').describe('What the list is ordered by'),
  direction: z.enum(['asc', 'desc']).default('desc'),
  totals: z
    .stringbool()
    .or(z.boolean())
    .default(false)
    .describe('Whether each person comes with total_events, total_sessions, total_revenue and country'),
  ids: fromText(z.array(z.string().min(1).max(500)).min(1).max(1000))
    .optional()
    .describe('Only the people whom these ids are of, as a JSON array'),
});
export type ProfilesParameters = z.output<typeof profilesParameters>;

export const profileItem = z.object({
  id: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  email: z.string(),
  avatar: z.string(),
  properties,
  aliases: z.array(z.string()).describe('The other ids of the same person'),
  groups: z.array(z.string()),
  group_names: z.record(z.string(), z.string()).describe('By id, of those groups that have a name'),
  first_seen_at: instant,
  last_seen_at: instant,
  total_events: count.optional().describe('With totals=true: ever, as the next three'),
  total_sessions: count.optional(),
  total_revenue: z.number().optional(),
  country: z.string().optional().describe('That of their last event'),
});
export type ProfileItem = z.output<typeof profileItem>;
export const profilesData = z.array(profileItem);

export const profileParameters = commonParameters
  .pick({ timezone: true })
  .extend({ id: z.string().min(1).max(500) });
export type ProfileParameters = z.output<typeof profileParameters>;

export const profileEventsParameters = listParameters.extend(profileParameters.shape);
export type ProfileEventsParameters = z.output<typeof profileEventsParameters>;

export const profileData = profileItem.extend({
  device_ids: z.array(z.string()),
  total_events: count,
  total_sessions: count,
  total_revenue: z.number(),
  country: z.string(),
});
export type ProfileData = z.output<typeof profileData>;
