import type { AnyEvents, Message, Properties } from '@gatrix/analytics-sdk';
import { createEngine } from './engine.ts';
import type { About, Analytics, AnalyticsOptions } from './types.ts';

/**
 * A client that sends to `apiUrl`. Throws a TypeError that names the option where one is missing or wrong; nothing that
 * is called afterwards throws.
 *
 * @example
 * const analytics = createAnalytics({ clientId: 'c-1', clientSecret: '…', apiUrl: 'https://stats.example.com' });
 * analytics.track('level_up', { level: 12 }, { profileId: 'user-1' });
 */
export function createAnalytics<Events extends object = AnyEvents>(
  options: AnalyticsOptions,
): Analytics<Events> {
  checkOptions(options);
  const engine = createEngine(options);
  let registered: Properties = {};

  const record = (type: Message['type'], payload: Properties, { timestamp, id }: About = {}): void =>
    engine.accept({
      type,
      payload: { id: id ?? crypto.randomUUID(), timestamp: timeOf(timestamp), ...payload },
    });
  const track = (name: string, properties?: Properties, about: About = {}): void => {
    const { ip, userAgent, timestamp: _, id: __, ...rest } = about;
    record(
      'track',
      {
        name,
        ...rest,
        properties: {
          ...registered,
          ...properties,
          ...(ip !== undefined && { __ip: ip }),
          ...(userAgent !== undefined && { __userAgent: userAgent }),
        },
      },
      about,
    );
  };
  const register = (properties: Properties): void => {
    registered = { ...registered, ...properties };
  };

  return {
    // Its caller's types are checked against `Events`; here any name will do.
    track: track as Analytics<Events>['track'],
    screenView: (path, { title, ...properties } = {}, about) =>
      track('screen_view', properties, { ...about, path, ...(title !== undefined && { title }) }),
    revenue: (amount, properties, about) => track('revenue', { ...properties, __revenue: amount }, about),
    identify: (profileId, traits, about) =>
      record('identify', { ...traits, profileId, deviceId: about?.deviceId }, about),
    increment: (profileId, property, value) => record('increment', { profileId, property, value }),
    decrement: (profileId, property, value) => record('decrement', { profileId, property, value }),
    alias: (profileId, alias) => record('alias', { profileId, alias }),
    setGroup: (profileId, groupId) => record('assign_group', { profileId, groupIds: [groupId] }),
    upsertGroup: (group) => record('group', { ...group }),
    register,
    unregister: (property) => register({ [property]: undefined }),
    optOut: () => engine.setConsent(false),
    optIn: () => engine.setConsent(true),
    flush: engine.flush,
    shutdown: engine.shutdown,
  };
}

/** As it is sent: now where nothing was said, and what is no time as it is, for the server to refuse. */
function timeOf(timestamp: About['timestamp']): string | number {
  if (timestamp === undefined) return new Date().toISOString();
  if (!(timestamp instanceof Date)) return timestamp;
  return Number.isNaN(timestamp.getTime()) ? 'an invalid Date' : timestamp.toISOString();
}

function checkOptions(options: AnalyticsOptions): void {
  for (const name of ['clientId', 'clientSecret', 'apiUrl'] as const) {
    const value: unknown = options[name];
    if (typeof value !== 'string' || value === '')
      throw new TypeError(`${name} must be a text that is not empty`);
  }
  if (!URL.canParse(options.apiUrl) || !/^https?:/.test(options.apiUrl))
    throw new TypeError(`apiUrl must be an address such as https://stats.example.com, not ${options.apiUrl}`);
  for (const name of [
    'flushAt',
    'flushIntervalMs',
    'maxQueue',
    'maxQueueBytes',
    'shutdownTimeoutMs',
  ] as const) {
    const value: unknown = options[name];
    if (value !== undefined && !(typeof value === 'number' && value > 0))
      throw new TypeError(`${name} must be a number above 0`);
  }
}
