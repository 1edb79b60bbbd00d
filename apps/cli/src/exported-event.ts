import { isObject } from './json-lines.ts';

/** What a line of `export --format ndjson` has that no message has. */
const marks = ['id', 'name', 'timestamp', 'device_id', 'session_id', 'profile_id', 'referrer_type'];

/** Whether the line was written by `export`. */
export function isExportedEvent(line: Readonly<Record<string, unknown>>): boolean {
  return marks.every((key) => typeof line[key] === 'string');
}

/**
 * The `/track` payload of an exported event: its own id, so that it is stored once; device, session and person as they
 * were; and what the server found out then, because there is no address and no user agent to ask now.
 */
export function payloadOfExport(event: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const text = (key: string) => (typeof event[key] === 'string' ? event[key] : '');
  const campaign = ['source', 'medium', 'campaign', 'term', 'content'].flatMap((part) =>
    text(`utm_${part}`) === '' ? [] : [[`utm_${part}`, text(`utm_${part}`)]],
  );
  return {
    id: event.id,
    name: event.name,
    timestamp: event.timestamp,
    deviceId: text('device_id'),
    sessionId: text('session_id'),
    profileId: text('profile_id'),
    path: `${text('origin')}${text('path')}`,
    referrer: text('referrer'),
    title: text('title'),
    groups: event.groups,
    properties: {
      ...(isObject(event.properties) ? event.properties : {}),
      ...(event.revenue ? { __revenue: event.revenue, __currency: text('currency') } : {}),
      __query: Object.fromEntries(campaign),
      ...{
        __ip: '',
        __userAgent: '',
        __country: text('country'),
        __region: text('region'),
        __city: text('city'),
      },
      ...{ __os: text('os'), __osVersion: text('os_version'), __device: text('device') },
      ...{ __browser: text('browser'), __browserVersion: text('browser_version') },
      ...{ __brand: text('brand'), __model: text('model') },
    },
  };
}
