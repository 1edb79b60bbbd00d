import { amplitudeMessages, stableId } from '@gatrix/analytics-wire-formats/events';
import { countryCode } from './country-code.ts';
import { deviceBySystem, type ImportSource, textIn, withFacts } from './source.ts';

const read = new Set([
  ...[
    'event_type',
    'event_time',
    'user_id',
    'device_id',
    'session_id',
    'event_properties',
    'user_properties',
  ],
  ...[
    'groups',
    'group_properties',
    '$insert_id',
    'uuid',
    'platform',
    'version_name',
    'ip_address',
    'country',
    'region',
    'city',
  ],
  ...[
    'os_name',
    'os_version',
    'device_brand',
    'device_manufacturer',
    'device_model',
    'device_family',
    'device_type',
  ],
]);

/** Amplitude's archive (https://amplitude.com/docs/apis/analytics/export): one event a line, in UTC. */
export const amplitude: ImportSource = {
  name: 'amplitude',
  expected: "Amplitude's export: the .json or .json.gz files of its archive, one event a line",
  open: () => (record) => {
    const [type, time] = [textIn(record, 'event_type'), textIn(record, 'event_time')];
    if (type === undefined || time === undefined) return 'unknown';
    const messages = amplitudeMessages({
      ...record,
      // Exports write the key that an event was sent with; those sent without have Amplitude's own.
      insert_id: textIn(record, '$insert_id') ?? stableId(record.uuid),
      time,
      app_version: record.version_name,
      ip: undefined,
      // The state of the user at that time, which every event repeats; changes come as $identify.
      user_properties: type === '$identify' ? record.user_properties : undefined,
    });
    if (messages.length === 0) return { leftOut: `${type} is worked out anew here` };
    return {
      messages: withFacts(messages, {
        country: countryCode(textIn(record, 'country')),
        region: textIn(record, 'region'),
        city: textIn(record, 'city'),
        // In a browser these two are the browser's by some versions of its SDK, and the system's by others.
        ...(record.platform !== 'Web' && {
          os: systems[`${record.platform}`] ?? textIn(record, 'os_name'),
          device: deviceBySystem(textIn(record, 'platform'), undefined),
          osVersion: textIn(record, 'os_version'),
        }),
        brand: textIn(record, 'device_brand') ?? textIn(record, 'device_manufacturer'),
        model: textIn(record, 'device_model'),
      }),
      notTaken: Object.keys(record).filter((key) => !read.has(key) && record[key] !== null),
    };
  },
};

/** The spelling that our own events have. */
const systems: Readonly<Record<string, string>> = { iOS: 'iOS', Android: 'Android' };
