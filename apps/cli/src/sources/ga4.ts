import { ga4Message, stableId } from '@gatrix/analytics-wire-formats/events';
import QuickLRU from 'quick-lru';
import type { ImportedMessage } from '../commands/import-lines.ts';
import { objectsIn } from '../json-lines.ts';
import { countryCode } from './country-code.ts';
import { createOccurrences } from './occurrences.ts';
import { type ImportSource, objectIn, type SourceRecord, textIn, withFacts } from './source.ts';

/** Columns that are taken, or say the same again. */
const read = new Set([
  ...['event_date', 'event_timestamp', 'event_name', 'event_params', 'event_previous_timestamp'],
  ...['event_bundle_sequence_id', 'event_server_timestamp_offset', 'user_id', 'user_pseudo_id'],
  ...['user_properties', 'device', 'geo', 'platform', 'stream_id', 'collected_traffic_source'],
  ...['batch_event_index', 'batch_page_id', 'batch_ordering_id', 'is_active_user', 'items'],
  'event_value_in_usd',
]);

/** By what an event is known again: GA gives it no id. */
const identity = [
  ...['stream_id', 'user_pseudo_id', 'user_id', 'event_timestamp', 'event_name', 'event_bundle_sequence_id'],
  ...['batch_event_index', 'batch_page_id', 'batch_ordering_id', 'event_params'],
];

/** GA adds them to the site's own events; sessions and new visitors are worked out anew. */
const addedByGa = new Set(['session_start', 'first_visit', 'first_open', 'user_engagement']);

/** Parameters that GA adds to an event for its own reports. */
const ofGa = new Set([
  ...['ga_session_number', 'engaged_session_event', 'session_engaged', 'entrances', 'ignore_referrer'],
  ...['batch_page_id', 'batch_ordering_id', 'source', 'medium', 'campaign', 'campaign_id', 'term', 'content'],
  ...['gclid', 'dclid', 'srsltid', 'firebase_event_origin', 'firebase_screen_id', 'ga_session_id'],
]);

/** GA4's events in BigQuery (https://support.google.com/analytics/answer/7029846), exported as JSON lines. */
export const ga4: ImportSource = {
  name: 'ga4',
  expected:
    "GA4's tables events_YYYYMMDD of BigQuery as JSON lines (event_name, event_timestamp, event_params, user_pseudo_id, …)",
  open: () => {
    const nthOf = createOccurrences();
    const traitsOf = createTraits();
    return (row) => {
      const [name, micros] = [textIn(row, 'event_name'), textIn(row, 'event_timestamp')];
      if (name === undefined || !/^\d{16}$/.test(micros ?? '')) return 'unknown';
      if (addedByGa.has(name)) return { leftOut: `${name} is worked out anew here` };
      const key = JSON.stringify(identity.map((column) => row[column] ?? null));
      const nth = nthOf(key);
      const subject = {
        id: stableId(key, 'ga4', ...(nth > 0 ? [String(nth)] : [])),
        timestamp: Math.floor(Number(micros) / 1_000),
        profileId: textIn(row, 'user_id'),
        deviceId: textIn(row, 'user_pseudo_id'),
      };
      const all = valuesIn(row.event_params);
      const params = Object.fromEntries(Object.entries(all).filter(([param]) => !ofGa.has(param)));
      const own = { ...params, ...wholeMoney(row, params), ...itemsOf(row), session_id: all.ga_session_id };
      const event = ga4Message(name, own, subject, campaignOf(row));
      const notTaken = Object.keys(row).filter((column) => !read.has(column) && isSaid(row[column]));
      return { messages: [...traitsOf(row, subject), ...withFacts([event], factsOf(row))], notTaken };
    };
  },
};

/** `[{"key":"value","value":{"double_value":4.99}}]`; whole numbers are text in BigQuery's JSON. */
function valuesIn(list: unknown): Record<string, unknown> {
  return Object.fromEntries(
    objectsIn(list).flatMap((item) => {
      const value = objectIn(item.value);
      const integer = textIn(value, 'int_value');
      const number = integer === undefined ? undefined : Number(integer);
      const one =
        (Number.isSafeInteger(number) ? number : integer) ??
        value.double_value ??
        value.float_value ??
        value.string_value;
      const key = textIn(item, 'key');
      return key === undefined || one === undefined || one === null ? [] : [[key, one]];
    }),
  );
}

/** Stores' purchases may come in millionths: no store sells in a currency of which 200,000 are a dollar. */
function wholeMoney(row: SourceRecord, params: Readonly<Record<string, unknown>>): Record<string, number> {
  const dollars = Number(row.event_value_in_usd ?? 0);
  if (!(dollars > 0) || !(Number(params.value) / dollars > 200_000)) return {};
  const amounts = ['value', 'price'].filter((name) => typeof params[name] === 'number');
  return Object.fromEntries(amounts.map((name) => [name, Number(params[name]) / 1_000_000]));
}

/** What was looked at or bought, without the many fields that nobody set. */
function itemsOf(row: SourceRecord): { readonly items?: readonly object[] } {
  const items = objectsIn(row.items).map((item) =>
    Object.fromEntries(Object.entries(item).filter(([, value]) => isSaid(value) && value !== '(not set)')),
  );
  return items.length > 0 ? { items } : {};
}

/** Every event repeats the properties of its user: they are said once, and again where they have changed. */
function createTraits(): (row: SourceRecord, subject: { readonly timestamp: number }) => ImportedMessage[] {
  const userIds = new QuickLRU<string, string>({ maxSize: 50_000 });
  return (row, { timestamp }) => {
    const profileId = textIn(row, 'user_id');
    const properties = valuesIn(row.user_properties);
    if (profileId === undefined || Object.keys(properties).length === 0) return [];
    const written = JSON.stringify(properties);
    if (userIds.get(profileId) === written) return [];
    userIds.set(profileId, written);
    const id = stableId(profileId, 'ga4 user', written, String(timestamp));
    return [{ type: 'identify', payload: { id, timestamp, profileId, properties } }];
  };
}

/** What the address said of a campaign; GA fills in `organic` and `referral` by itself. */
function campaignOf(row: SourceRecord): SourceRecord {
  const source = objectIn(row.collected_traffic_source);
  const medium = textIn(source, 'manual_medium');
  if (/^(?:organic|referral|\(none\)|\(not set\))$/.test(medium ?? '')) return {};
  const query = {
    utm_source: textIn(source, 'manual_source'),
    utm_medium: medium,
    utm_campaign: textIn(source, 'manual_campaign_name'),
    utm_term: textIn(source, 'manual_term'),
    utm_content: textIn(source, 'manual_content'),
    gclid: textIn(source, 'gclid'),
  };
  return Object.values(query).some((value) => value !== undefined) ? { __query: query } : {};
}

function factsOf(row: SourceRecord) {
  const [device, geo] = [objectIn(row.device), objectIn(row.geo)];
  const web = { ...device, ...objectIn(device.web_info) };
  const known = (fields: SourceRecord, name: string) => {
    const value = textIn(fields, name);
    return value === undefined || /^[(<].*[)>]$/.test(value) ? undefined : value;
  };
  return {
    country: countryCode(known(geo, 'country')),
    region: known(geo, 'region'),
    city: known(geo, 'city'),
    os: known(device, 'operating_system'),
    osVersion: known(device, 'operating_system_version'),
    browser: known(web, 'browser'),
    browserVersion: known(web, 'browser_version'),
    device: known(device, 'category')?.replace('smart tv', 'tv'),
    brand: known(device, 'mobile_brand_name'),
    model: known(device, 'mobile_model_name'),
  };
}

function isSaid(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.values(value).some(isSaid);
  return value !== undefined && value !== null && value !== '';
}
