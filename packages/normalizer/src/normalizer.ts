import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import { type Channel, channelOf } from './channel.ts';
import { moneyOf } from './money.ts';
import type { NormalizerInput } from './normalizer-input.ts';
import { type Campaign, campaignFrom, noCampaign } from './page/campaign.ts';
import { createPageReader, type PageAddress, type PageReader } from './page/page-address.ts';
import { type FlatProperties, flattenProperties } from './properties.ts';
import {
  createReferrerClassifier,
  type ReferrerClassifier,
  type ReferrerType,
} from './referrer/referrer-classifier.ts';
import { cutToBytes, wellFormed } from './text.ts';
import { type Agent, maxAgentBytes, toDevice } from './user-agent/device.ts';
import { createUserAgentParser, type UserAgentParser } from './user-agent/user-agent-parser.ts';

export interface NormalizerOptions {
  /** User agents remembered at a time; default 5,000. */
  readonly userAgentCacheSize?: number | undefined;
  /** Referrers remembered at a time; default 5,000. */
  readonly referrerCacheSize?: number | undefined;
}

export interface Normalizer {
  /** One message in, one row out. Pure; never throws, whatever the strings and properties hold. */
  normalize(input: NormalizerInput): EventRow;
  /** The same, with how many of its properties were cut to their limits or left out. */
  normalizeCounted(input: NormalizerInput): CountedRow;
}

export interface CountedRow {
  readonly row: EventRow;
  readonly truncated: number;
}

const maxTextBytes = 8192;
const maxNameBytes = 256;

/** A normaliser with its own caches of user agents and referrers; one a process is enough. */
export function createNormalizer(options: NormalizerOptions = {}): Normalizer {
  const userAgents = createUserAgentParser({ cacheSize: options.userAgentCacheSize });
  const pages = createPageReader();
  const referrers = createReferrerClassifier(options.referrerCacheSize);
  return {
    normalize: (input) => toRow(input, pages, userAgents, referrers).row,
    normalizeCounted: (input) => toRow(input, pages, userAgents, referrers),
  };
}

function toRow(
  input: NormalizerInput,
  pages: PageReader,
  userAgents: UserAgentParser,
  referrers: ReferrerClassifier,
): CountedRow {
  const properties = flattenProperties(input.properties);
  const magic = (key: string) => textOf(properties.magic.get(key));
  const page = pages(input.path || magic('__path'));
  const campaign = page.campaign ?? campaignOfProperties(properties);
  const referrer = input.referrer || magic('__referrer');
  const traffic = trafficOf(referrer, campaign, page, input, referrers);
  const agent = agentOf(input, userAgents, magic, properties.magic.size > 0);
  const { geo } = input;
  const row: EventRow = {
    id: input.id,
    project_id: input.projectId,
    name: wellFormed(input.name),
    device_id: wellFormed(input.deviceId),
    profile_id: wellFormed(input.profileId),
    session_id: wellFormed(input.sessionId),
    timestamp: input.timestamp,
    created_at: input.receivedAt,
    sequence: input.sequence,
    path: page.path,
    origin: page.origin,
    hash: page.hash,
    title: cutToBytes(input.title || magic('__title'), maxTextBytes),
    referrer: cutToBytes(traffic.referrer, maxTextBytes),
    referrer_name: traffic.name,
    referrer_type: traffic.type,
    channel: traffic.channel,
    utm_source: campaign.source,
    utm_medium: campaign.medium,
    utm_campaign: campaign.name,
    utm_term: campaign.term,
    utm_content: campaign.content,
    click_id_type: campaign.clickIdType,
    click_id: campaign.clickId,
    country: geo.country,
    region: geo.region,
    city: geo.city,
    latitude: geo.latitude,
    longitude: geo.longitude,
    os: agent.os,
    os_version: agent.osVersion,
    browser: agent.browser,
    browser_version: agent.browserVersion,
    device: agent.device,
    brand: agent.brand,
    model: agent.model,
    ...moneyOf(input.name, properties),
    groups: (input.groups ?? []).map(wellFormed),
    sdk_name: cutToBytes(input.sdkName, maxNameBytes),
    sdk_version: cutToBytes(input.sdkVersion, maxNameBytes),
    properties: properties.strings,
    properties_number: properties.numbers,
    properties_bool: properties.booleans,
    retention_days: input.retentionDays,
  };
  return { row, truncated: properties.truncated + properties.dropped };
}

interface TrafficSource {
  /** The referrer's address as it is stored. */
  readonly referrer: string;
  readonly name: string;
  readonly type: ReferrerType;
  readonly channel: Channel;
}

/** A page that refers to its own site is internal also where nobody told us the site's domain. */
function trafficOf(
  address: string,
  campaign: Campaign,
  page: PageAddress,
  input: NormalizerInput,
  referrers: ReferrerClassifier,
): TrafficSource {
  const referrer = referrers.classify(address, input.ownDomains, page.origin);
  const campaignSource = referrers.campaignSource(campaign.source);
  const channel = channelOf({
    campaign,
    referrerType: referrer.type,
    referrer: referrer.source,
    campaignSource,
  });
  const isUnnamed = referrer.type === 'direct' || referrer.type === 'internal';
  if (!isUnnamed || campaign.source === '' || campaign.source === '(direct)') {
    return { referrer: referrer.stored, name: referrer.name, type: referrer.type, channel };
  }
  const kind = campaignSource?.kind === 'shopping' ? 'other' : campaignSource?.kind;
  return {
    referrer: referrer.stored,
    name: campaignSource?.name ?? campaign.source,
    type: kind ?? typeOfChannel(channel),
    channel,
  };
}

/** What a source that is in no list is, by the campaign's medium. */
function typeOfChannel(channel: Channel): ReferrerType {
  if (channel === 'Email') return 'email';
  if (channel === 'Organic Social') return 'social';
  if (channel === 'Organic Video') return 'video';
  if (channel === 'Organic Search') return 'search';
  return channel === 'Display' || channel.startsWith('Paid') ? 'ad' : 'other';
}

function agentOf(
  input: NormalizerInput,
  userAgents: UserAgentParser,
  magic: (key: string) => string,
  hasMagic: boolean,
): Agent {
  const parsed = userAgents(input.userAgent, input.clientHints);
  // Robots have a table of their own: whoever is here with a robot's user agent is a verified program.
  const isServer = input.isServer || parsed.device === 'bot';
  const agent: Agent = isServer ? { ...parsed, device: 'server' } : parsed;
  return hasMagic ? withMagic(agent, magic) : agent;
}

/** What the SDK measured itself (native apps do) wins over the user agent. */
function withMagic(agent: Agent, magic: (key: string) => string): Agent {
  const os = magic('__os') || agent.os;
  const browser = magic('__browser') || agent.browser;
  const version = { os: os === agent.os ? agent.osVersion : '', browser: browser === agent.browser };
  return {
    os: cutToBytes(os, maxAgentBytes),
    osVersion: cutToBytes(magic('__osVersion') || version.os, maxAgentBytes),
    browser: cutToBytes(browser, maxAgentBytes),
    browserVersion: cutToBytes(
      magic('__browserVersion') || (version.browser ? agent.browserVersion : ''),
      maxAgentBytes,
    ),
    device: toDevice(magic('__device')) ?? agent.device,
    brand: cutToBytes(magic('__brand') || agent.brand, maxAgentBytes),
    model: cutToBytes(magic('__model') || agent.model, maxAgentBytes),
  };
}

const utmKeys = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'];

/** Servers and imports send campaigns as properties, `utm_source` or OpenPanel's `__query.utm_source`. */
function campaignOfProperties(properties: FlatProperties): Campaign {
  const mayHaveOne = properties.magic.size > 0 || utmKeys.some((key) => key in properties.strings);
  return mayHaveOne ? campaignFrom((key) => campaignProperty(properties, key)) : noCampaign;
}

function campaignProperty(properties: FlatProperties, key: string): string {
  const query = textOf(properties.magic.get(`__query.${key}`));
  return query || !key.startsWith('utm_') ? query : (properties.strings[key] ?? '');
}

function textOf(value: string | number | boolean | undefined): string {
  return value === undefined ? '' : String(value).trim();
}
