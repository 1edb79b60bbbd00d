import { parseJson } from '@gatrix/analytics-protocol/track';
import { posthogMessages } from '@gatrix/analytics-wire-formats/events';
import { type ImportSource, objectIn, type SourceRecord, textIn, withFacts } from './source.ts';

/** Fields of the events model (https://posthog.com/docs/cdp/batch-exports/s3) that are read or say nothing more. */
const read = new Set([
  'uuid',
  'event',
  'properties',
  'distinct_id',
  'timestamp',
  'set',
  'set_once',
  'team_id',
]);

/** PostHog's events, as batch exports write them (JSON lines), with what its server added: place, system, browser. */
export const posthog: ImportSource = {
  name: 'posthog',
  expected:
    "PostHog's events export: JSON lines, or CSV with the columns uuid, event, distinct_id, timestamp, properties",
  open: () => (record) => {
    const [event, distinctId] = [textIn(record, 'event'), textIn(record, 'distinct_id')];
    const timestamp = textIn(record, 'timestamp');
    if (event === undefined || distinctId === undefined || timestamp === undefined) return 'unknown';
    const properties = jsonIn(record.properties);
    if (!properties) return 'unknown';
    const messages = posthogMessages({
      ...{ uuid: record.uuid, event, distinct_id: distinctId, timestamp, properties },
      ...(record.set !== undefined && { $set: jsonIn(record.set) }),
      ...(record.set_once !== undefined && { $set_once: jsonIn(record.set_once) }),
    });
    if (messages.length === 0) return { leftOut: `${event} is worked out anew here` };
    return {
      messages: withFacts(messages, factsOf(properties)),
      notTaken: Object.keys(record).filter((key) => !read.has(key)),
    };
  },
};

/** Fields are objects, or JSON text of one, as they are stored. */
function jsonIn(value: unknown): SourceRecord | undefined {
  if (value === undefined || value === null || value === '') return {};
  if (typeof value !== 'string') return objectIn(value);
  try {
    return objectIn(parseJson(value));
  } catch {
    return undefined;
  }
}

/** By https://posthog.com/docs/data/events#default-properties and its GeoIP transformation. */
function factsOf(properties: SourceRecord) {
  return {
    country: textIn(properties, '$geoip_country_code'),
    region: textIn(properties, '$geoip_subdivision_1_name'),
    city: textIn(properties, '$geoip_city_name'),
    os: textIn(properties, '$os'),
    osVersion: textIn(properties, '$os_version'),
    browser: textIn(properties, '$browser'),
    browserVersion: textIn(properties, '$browser_version'),
    device: textIn(properties, '$device_type')?.toLowerCase(),
    brand: textIn(properties, '$device_manufacturer'),
    model: textIn(properties, '$device_model'),
  };
}
