import { randomBytes } from 'node:crypto';
import { type JsonValue, stringsOf } from './columns.ts';

/** A project's rate limits, requests a minute; what is absent follows the server's defaults. */
export interface RateLimitSettings {
  /** Per address, without a secret and without an allowed origin. */
  readonly addressPerMinute?: number;
  /** Per address, from an allowed origin. */
  readonly originPerMinute?: number;
  /** Per client, whatever the addresses. */
  readonly clientPerMinute?: number;
}

export interface ProjectSettings {
  /** Days that events are kept; absent or 0: for ever. */
  readonly retentionDays?: number;
  /** Days that an event may lie back which comes without a secret; absent: 90. */
  readonly maxPastDays?: number;
  /** Random hex; makes the device ids of imported visitors, whose day's salt is gone. */
  readonly importSalt: string;
  /** Addresses and CIDR ranges whose messages are refused. */
  readonly blockedIps?: readonly string[];
  readonly blockedProfiles?: readonly string[];
  readonly rateLimit?: RateLimitSettings;
  /** Whether traffic from data centres counts as bots. */
  readonly filterDatacenters?: boolean;
  /** Hosts beside `domain` whose referrals are internal. */
  readonly ownDomains?: readonly string[];
  /** Vendors whose SDKs may send here in their own form. */
  readonly wireFormats?: readonly string[];
  /** The reporting currency, ISO 4217; absent: USD. */
  readonly currency?: string;
}

/** Keys that are absent stay as they are; null takes one away. */
export type ProjectSettingsPatch = {
  readonly [Key in keyof Omit<ProjectSettings, 'importSalt'>]?: ProjectSettings[Key] | null;
};

type StoredSettings = { readonly [key: string]: JsonValue };

/** What a settings column says; undefined where it has no import salt yet (a row that was written by hand). */
export function parseSettings(value: JsonValue | undefined): ProjectSettings | undefined {
  const stored = asObject(value);
  const { importSalt, filterDatacenters } = stored;
  if (typeof importSalt !== 'string' || importSalt === '') return undefined;
  const retentionDays = count(stored.retentionDays);
  const maxPastDays = count(stored.maxPastDays);
  return {
    importSalt,
    ...(retentionDays !== undefined && { retentionDays }),
    ...(maxPastDays !== undefined && { maxPastDays }),
    ...(Array.isArray(stored.blockedIps) && { blockedIps: stringsOf(stored.blockedIps) }),
    ...(Array.isArray(stored.blockedProfiles) && { blockedProfiles: stringsOf(stored.blockedProfiles) }),
    ...(Array.isArray(stored.ownDomains) && { ownDomains: stringsOf(stored.ownDomains) }),
    ...(Array.isArray(stored.wireFormats) && { wireFormats: stringsOf(stored.wireFormats) }),
    ...(typeof stored.currency === 'string' && { currency: stored.currency }),
    ...(typeof filterDatacenters === 'boolean' && { filterDatacenters }),
    ...(stored.rateLimit !== undefined && { rateLimit: parseRateLimit(asObject(stored.rateLimit)) }),
  };
}

/** The settings column after a patch. Keys that this version does not know are kept; an import salt is made once. */
export function patchSettings(value: JsonValue | undefined, patch: ProjectSettingsPatch): string {
  const merged = { importSalt: randomBytes(16).toString('hex'), ...asObject(value), ...patch };
  return JSON.stringify(Object.fromEntries(Object.entries(merged).filter(([, item]) => item !== null)));
}

function parseRateLimit(stored: StoredSettings): RateLimitSettings {
  const limits = (['addressPerMinute', 'originPerMinute', 'clientPerMinute'] as const).map(
    (key) => [key, count(stored[key])] as const,
  );
  return Object.fromEntries(limits.filter(([, limit]) => limit !== undefined));
}

function count(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

function asObject(value: JsonValue | undefined): StoredSettings {
  return typeof value === 'object' && value !== null && !isArray(value) ? value : {};
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
