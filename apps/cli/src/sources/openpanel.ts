import { stableId } from '@gatrix/analytics-wire-formats/events';
import { listOfText, mapOfText } from './clickhouse-text.ts';
import { countryCode } from './country-code.ts';
import { factsAsProperties, type ImportSource, type Reading, type SourceRecord, textIn } from './source.ts';

/** Columns of `events` that are taken, or that are worked out anew here. */
const readOfEvents = new Set([
  ...['id', 'name', 'project_id', 'device_id', 'profile_id', 'session_id', 'groups', 'created_at'],
  ...['path', 'origin', 'referrer', 'referrer_name', 'referrer_type', 'duration', 'revenue', 'properties'],
  ...['country', 'region', 'city', 'os', 'os_version', 'browser', 'browser_version'],
  ...['device', 'brand', 'model', 'imported_at', 'inserted_at'],
]);
const readOfProfiles = new Set([
  ...['id', 'project_id', 'is_external', 'first_name', 'last_name', 'email', 'avatar', 'properties'],
  ...['created_at', 'groups'],
]);

/** Sessions are worked out anew: these two mark where they began and ended. */
const ofSessions = new Set(['session_start', 'session_end']);

/** What OpenPanel itself writes into a profile with every event; the events say the same. */
const ofLastEvent = new Set([
  ...['path', 'country', 'region', 'city', 'longitude', 'latitude', 'os', 'os_version', 'browser'],
  ...['browser_version', 'device', 'brand', 'model', 'referrer', 'referrer_name', 'referrer_type'],
]);

/** OpenPanel's tables `events` and `profiles`, as ClickHouse exports them, and the answers of its export API. */
export const openpanel: ImportSource = {
  name: 'openpanel',
  siteFields: ['project_id', 'projectId'],
  expected:
    "OpenPanel's table events (or profiles) as JSONEachRow or CSVWithNames, or the answers of its /export/events",
  open: () => (record) => {
    const row = 'createdAt' in record ? inSnakeCase(record) : record;
    if (textIn(row, 'created_at') === undefined || textIn(row, 'id') === undefined) return 'unknown';
    if ('is_external' in row) return profileOf(row);
    return eventOf(row);
  },
};

function eventOf(row: SourceRecord): Reading {
  const name = textIn(row, 'name');
  if (name === undefined || !('device_id' in row) || !('session_id' in row)) return 'unknown';
  if (ofSessions.has(name)) return { leftOut: `${name} is worked out anew here` };
  const deviceId = textIn(row, 'device_id');
  const profileId = textIn(row, 'profile_id');
  const { __hash: hash = '', ...properties } = propertiesOf(row.properties);
  const revenue = Number(textIn(row, 'revenue') ?? 0);
  const payload = {
    id: stableId(row.id),
    name,
    timestamp: textIn(row, 'created_at'),
    deviceId,
    sessionId: textIn(row, 'session_id'),
    // Whoever is not identified has the id of the device.
    profileId: profileId === deviceId ? undefined : profileId,
    path: `${textIn(row, 'origin') ?? ''}${textIn(row, 'path') ?? ''}${hash}`,
    referrer: textIn(row, 'referrer'),
    groups: listOf(row.groups),
    properties: {
      ...properties,
      ...(revenue > 0 && { __revenue: revenue }),
      ...factsAsProperties(factsOf(row)),
    },
  };
  return { messages: [{ type: 'track', payload }], notTaken: notTaken(row, readOfEvents) };
}

function profileOf(row: SourceRecord): Reading {
  if (!/^(?:true|1)$/.test(String(row.is_external))) return { leftOut: 'profile of a device' };
  const traits = Object.entries(propertiesOf(row.properties)).filter(([key]) => !ofLastEvent.has(key));
  const id = textIn(row, 'id') ?? '';
  const timestamp = textIn(row, 'created_at') ?? '';
  const payload = {
    id: stableId(id, 'openpanel profile', timestamp),
    timestamp,
    profileId: id,
    properties: {
      ...Object.fromEntries(traits),
      ...present('firstName', textIn(row, 'first_name')),
      ...present('lastName', textIn(row, 'last_name')),
      ...present('email', textIn(row, 'email')),
      ...present('avatar', textIn(row, 'avatar')),
    },
  };
  return { messages: [{ type: 'identify', payload }], notTaken: notTaken(row, readOfProfiles) };
}

const present = (key: string, value: string | undefined) => (value === undefined ? {} : { [key]: value });

function factsOf(row: SourceRecord) {
  return {
    // A country that is not known is two characters of zero.
    country: countryCode(textIn(row, 'country')),
    region: textIn(row, 'region'),
    city: textIn(row, 'city'),
    os: textIn(row, 'os'),
    osVersion: textIn(row, 'os_version'),
    browser: textIn(row, 'browser'),
    browserVersion: textIn(row, 'browser_version'),
    device: textIn(row, 'device'),
    brand: textIn(row, 'brand'),
    model: textIn(row, 'model'),
  };
}

function notTaken(row: SourceRecord, read: ReadonlySet<string>): string[] {
  const isEmpty = (value: unknown) => value === null || value === '' || value === '\\N';
  return Object.keys(row).filter((key) => !read.has(key) && !isEmpty(row[key]));
}

/** OpenPanel stores every value as text: what was a number or a truth value is one again. */
function propertiesOf(stored: unknown): Record<string, unknown> {
  const map = typeof stored === 'string' ? mapOfText(stored) : stored;
  if (typeof map !== 'object' || map === null) return {};
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, typed(value)]));
}

function typed(value: unknown): unknown {
  if (value === 'true' || value === 'false') return value === 'true';
  if (typeof value !== 'string' || !/^-?\d[\d.]*$/.test(value)) return value;
  const number = Number(value);
  // Text that a number would not be written as, such as 007 or an id of 17 digits, is no number.
  return String(number) === value && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : value;
}

function listOf(groups: unknown): readonly string[] | undefined {
  const list = typeof groups === 'string' ? listOfText(groups) : groups;
  return Array.isArray(list) && list.length > 0 ? list : undefined;
}

/** The export API names columns in camel case. */
function inSnakeCase(record: SourceRecord): SourceRecord {
  const entries = Object.entries(record).map(([key, value]) => [
    key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  return Object.fromEntries(entries);
}
