import { attempt } from './attempt.ts';
import { createEngine } from './engine.ts';
import { createListen } from './page.ts';
import { watchPageViews } from './page-views.ts';
import type { Analytics, AnalyticsOptions, Message, Properties } from './types.ts';
import { uuid } from './uuid.ts';

/** `now` is the clock of the messages: the script build sets it back for calls made before it was loaded. */
export const startAnalytics = (
  options: AnalyticsOptions,
  now: () => number,
  onDestroy: () => void,
): Analytics => {
  const lifetime = new AbortController();
  const listen = createListen(lifetime.signal);
  const engine = createEngine(options, listen);
  const { pageViews = true } = options;
  let profileId: string | undefined;
  const groups = new Set<string>();
  let registered: Properties = {};
  let referrer = globalThis.document?.referrer;
  let viewed: string | undefined;

  const address = () =>
    globalThis.document && (pageViews === 'hash' ? location.href : location.href.split('#')[0]);
  const record = (type: Message['type'], describe: () => object): void => {
    // TRICKY: what cannot be read is made what JSON cannot say, and is dropped as that.
    const fields = attempt(describe) ?? { unreadable: 0n };
    const timestamp = new Date(now()).toISOString();
    engine.accept({ type, payload: { id: uuid(), timestamp, profileId, ...fields } });
  };
  const event = (
    name: string,
    properties?: Properties,
    path = address(),
    title = globalThis.document?.title,
  ) =>
    record('track', () => ({
      name,
      path,
      referrer,
      title,
      groups: [...groups],
      properties: { ...registered, ...properties },
    }));
  const view = (path?: string, { title, ...properties }: Properties & { title?: string } = {}) => {
    if (viewed) referrer = viewed;
    viewed = path ?? address();
    event('screen_view', properties, path, title);
  };
  const register = (properties: Properties) => {
    registered = { ...registered, ...properties };
  };
  const change = (type: 'increment' | 'decrement') => (property: string, value?: number) =>
    record(type, () => ({ property, value }));
  const views = watchPageViews(pageViews, address, lifetime.signal, listen, () => view());

  return {
    track: event,
    screenView: (path, properties) => {
      if (path === undefined) return views.settleSoon(2);
      views.markSeen();
      view(path, properties);
    },
    identify: (id, traits) => {
      profileId = id;
      record('identify', () => ({ ...traits, profileId }));
    },
    increment: change('increment'),
    decrement: change('decrement'),
    alias: (alias) => record('alias', () => ({ alias })),
    setGroup: (groupId) => {
      groups.add(groupId);
      record('assign_group', () => ({ groupIds: [groupId] }));
    },
    upsertGroup: (group) => record('group', () => group),
    register,
    unregister: (property) => register({ [property]: undefined }),
    optOut: () => engine.setConsent(false),
    optIn: () => engine.setConsent(true),
    reset: () => {
      profileId = undefined;
      groups.clear();
      registered = {};
      engine.forgetIds();
    },
    flush: engine.flush,
    destroy: () => {
      lifetime.abort();
      engine.stop();
      onDestroy();
    },
  };
};
