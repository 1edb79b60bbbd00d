import { isIP } from 'node:net';
import type { JsonValue } from '@gatrix/analytics-metadata';
import { timezone } from '@gatrix/analytics-protocol/insights';
import { currencyCode } from '@gatrix/analytics-protocol/track';
import { vendors } from '@gatrix/analytics-wire-formats';
import { z } from 'zod';

/** Fields that several endpoints take or give. */

export const name = z.string().trim().min(1).max(255);

export const userId = z.string().min(1).max(36).describe("The user's id in the host's database");

/** A time in an answer. */
export const instant = z.iso.datetime();

/** A moment in a request, which databases can hold: to milliseconds. */
export const moment = z.iso
  .datetime({ offset: true, abort: true, error: 'must be an instant, such as 2026-11-01T12:00:00Z' })
  .refine((text) => Date.parse(text) >= 0, 'must be after 1970')
  .transform((text) => Date.parse(text));

/** As ingest reads them. */
const originEntry = /^(\*|([a-z][a-z0-9+.-]*:\/\/)?(\[[0-9a-f:.]+\]|[^/:@?#\s]+)(:\d{1,5})?\/?)$/i;
const origin = z
  .string()
  .max(255)
  .regex(originEntry, 'must be an origin, a host, *.example.com or *')
  .describe('An origin, a host, *.example.com, or *');

export const domain = z.union([z.literal(''), origin]).describe('Pages that may send without a secret');
export const cors = z.array(origin).max(100).describe("Origins and hosts beside the project's domain");

const address = z
  .string()
  .max(50)
  .refine(isAddressOrRange, 'must be an address or a CIDR range, such as 203.0.113.0/24');
const perMinute = z.int().min(1).max(10_000_000).exactOptional();

/** More days than this would end after ClickHouse's calendar of seconds does, in 2106. */
const maxRetentionDays = 10_000;

/** ISO 4217, in any case. */
export const currency = z.string().transform((text, context) => {
  const code = currencyCode(text);
  if (code !== undefined) return code;
  context.addIssue({ code: 'custom', message: 'must be a currency code of ISO 4217, such as USD' });
  return z.NEVER;
});

const settingsFields = {
  retentionDays: z.int().min(0).max(maxRetentionDays).describe('Days that events are kept; 0: for ever'),
  maxPastDays: z
    .int()
    .min(1)
    .max(maxRetentionDays)
    .describe('Days that an event may lie back which comes without a secret; 90 where nothing is said'),
  blockedIps: z.array(address).max(1_000),
  blockedProfiles: z.array(z.string().min(1).max(256)).max(1_000),
  rateLimit: z
    .strictObject({ addressPerMinute: perMinute, originPerMinute: perMinute, clientPerMinute: perMinute })
    .describe("Requests a minute; what is absent follows the server's defaults"),
  filterDatacenters: z.boolean().describe('Whether traffic from data centres counts as bots'),
  ownDomains: z.array(z.string().min(1).max(255)).max(100).describe('Hosts whose referrals are internal'),
  wireFormats: z
    .array(z.enum(vendors))
    .max(vendors.length)
    .describe('Vendors whose SDKs may send here unmodified'),
  currency: currency.describe(
    'ISO 4217: what amounts are added up in, and what those without a currency are in; USD where nothing is said',
  ),
};

export const settings = z.object({
  retentionDays: settingsFields.retentionDays.exactOptional(),
  maxPastDays: settingsFields.maxPastDays.exactOptional(),
  blockedIps: settingsFields.blockedIps.readonly().exactOptional(),
  blockedProfiles: settingsFields.blockedProfiles.readonly().exactOptional(),
  rateLimit: settingsFields.rateLimit.exactOptional(),
  filterDatacenters: settingsFields.filterDatacenters.exactOptional(),
  ownDomains: settingsFields.ownDomains.readonly().exactOptional(),
  wireFormats: z.array(z.string()).readonly().exactOptional(),
  currency: z.string().exactOptional().describe('The reporting currency, ISO 4217; absent: USD'),
});

/** What is absent stays, null takes a setting away. */
export const settingsPatch = z.strictObject({
  retentionDays: settingsFields.retentionDays.nullable().exactOptional(),
  maxPastDays: settingsFields.maxPastDays.nullable().exactOptional(),
  blockedIps: settingsFields.blockedIps.nullable().exactOptional(),
  blockedProfiles: settingsFields.blockedProfiles.nullable().exactOptional(),
  rateLimit: settingsFields.rateLimit.nullable().exactOptional(),
  filterDatacenters: settingsFields.filterDatacenters.nullable().exactOptional(),
  ownDomains: settingsFields.ownDomains.nullable().exactOptional(),
  wireFormats: settingsFields.wireFormats.nullable().exactOptional(),
  currency: settingsFields.currency.nullable().exactOptional(),
});

export const projectFields = { name, domain, timezone, settings: settingsPatch };

/** What came as JSON is JSON. */
export const json = z.custom<JsonValue>((value) => value !== undefined);

export function isoOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function isAddressOrRange(text: string): boolean {
  const [ip = '', bits, ...more] = text.split('/');
  const version = isIP(ip);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
