import { attempt } from './attempt.ts';
import { createEngine, type Engine } from './engine.ts';
import { createListen } from './page.ts';
import { watchPageViews } from './page-views.ts';
import type { Analytics, AnalyticsOptions, Group, Message, Properties, Traits } from './types.ts';
import { uuid } from './uuid.ts';

type EventCall = (
  name: string,
  properties?: Properties,
  path?: string,
  title?: string | null,
  id?: string,
) => void;

/** The calls that make messages, and what they remember between them. */
const createCalls = (engine: Engine, address: () => string | undefined, now: () => number) => {
  let profileId: string | undefined;
  let registered: Properties = {};
  const groups = new Set<string>();
  let referrer = globalThis.document?.referrer;
  let viewed: string | undefined;

  const record = (type: Message['type'], describe: () => object): void => {
    // TRICKY: what cannot be read is made what JSON cannot say, and is dropped as that.
    const fields = attempt(describe) ?? { unreadable: 0n };
    const timestamp = new Date(now()).toISOString();
    engine.accept({ type, payload: { id: uuid(), timestamp, profileId, ...fields } });
  };
  // The script build goes without `id`: nothing in it has one of its own.
  const track: EventCall = (name, properties, path = address(), title = globalThis.document?.title, id) =>
    record('track', () => ({
      name,
      path,
      referrer,
      title,
      groups: [...groups],
      properties: { ...registered, ...properties },
      ...(id && { id }),
    }));
  const register = (properties: Properties) => {
    registered = { ...registered, ...properties };
  };
  const change = (type: 'increment' | 'decrement') => (property: string, value?: number) =>
    record(type, () => ({ property, value }));

  return {
    track,
    /** Without a path the current address counts, and its title is late. */
    countView: (path?: string, { title, ...properties }: Properties & { title?: string } = {}) => {
      referrer = viewed || referrer;
      viewed = path ?? address();
      track('screen_view', properties, viewed, path ? title : null);
    },
    identify: (id: string, traits?: Traits) => {
      profileId = id;
      record('identify', () => ({ ...traits, profileId }));
    },
    increment: change('increment'),
    decrement: change('decrement'),
    alias: (alias: string) => record('alias', () => ({ alias })),
    setGroup: (groupId: string) => {
      groups.add(groupId);
      record('assign_group', () => ({ groupIds: [groupId] }));
    },
    upsertGroup: (group: Group) => record('group', () => group),
    register,
    unregister: (property: string) => register({ [property]: undefined }),
    reset: () => {
      profileId = undefined;
      groups.clear();
      registered = {};
      engine.forgetIds();
    },
  };
};

/** `now` is the clock of the messages: the script build sets it back for calls made before it was loaded. */
export const startAnalytics = (
  options: AnalyticsOptions,
  now: () => number,
  onDestroy: () => void,
): Analytics => {
  const { pageViews = true } = options;
  const lifetime = new AbortController();
  const listen = createListen(lifetime.signal);
  const engine = createEngine(options, listen);
  // A hash that begins with a slash is a route, as hash routers have it.
  // What a hash router shows is in the address, an anchor is not.
  const address = () =>
    globalThis.document && location.href.replace(pageViews === 'hash' ? '' : /#[\w%].*/, '');
  const calls = createCalls(engine, address, now);
  const views = watchPageViews(pageViews, address, lifetime.signal, listen, calls.countView);

  return {
    ...calls,
    screenView: (path, properties) => {
      if (path) {
        views.markSeen();
        calls.countView(path, properties);
      } else views.settleSoon(2);
    },
    optOut: () => {
      engine.setConsent(false);
    },
    optIn: () => {
      engine.setConsent(true);
    },
    flush: engine.flush,
    destroy: () => {
      lifetime.abort();
      engine.stop();
      onDestroy();
    },
  };
};
