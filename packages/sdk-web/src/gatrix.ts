import type { Analytics, Properties } from './types.ts';

/** What Gatrix' client SDKs say when a flag was read whose impressions are to be recorded. */
export interface GatrixImpression {
  readonly eventType: string;
  /** A UUID. */
  readonly eventId: string;
  readonly featureName: string;
  readonly enabled: boolean;
  readonly variantName?: string | undefined;
  readonly reason?: string | undefined;
}

/** What is used of a Gatrix client (JavaScript, React, Vue, Svelte, Angular, Cocos Creator): its `GatrixClient`. */
export interface GatrixClient {
  track(eventName: string, properties?: Record<string, unknown>): void;
  on(event: string, callback: (impression: GatrixImpression) => void, name?: string): unknown;
  off(event: string, callback: (impression: GatrixImpression) => void): unknown;
}

/** Options of `connectGatrix`. */
export interface ConnectGatrixOptions {
  /** Record only the first impression of each flag and variant, for code that reads flags in every frame. Default `false`. */
  readonly once?: boolean;
}

/** `track` of this package, which takes an id of its own where it was not loaded as a script. */
type TrackWithId = (name: string, properties: Properties, path?: string, title?: string, id?: string) => void;

const impressionEvent = 'flags.impression';
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Lets `client.track(eventName, properties?)` record here, and turns each impression of a flag into `$flag_exposure` with
 * `flag`, `variant`, `enabled`, `reason` and `read_by`. The impression's `eventId` is the event's id, so that the same
 * impression is stored once. Returns the function that undoes it.
 *
 * @example
 * const stop = connectGatrix(gatrixClient, createAnalytics({ clientId: 'c-1' }));
 */
export function connectGatrix(
  client: GatrixClient,
  analytics: Pick<Analytics, 'track'>,
  { once = false }: ConnectGatrixOptions = {},
): () => void {
  const track = analytics.track as TrackWithId;
  const seen = new Set<string>();
  const onImpression = ({ featureName, variantName, enabled, reason, ...impression }: GatrixImpression) => {
    const variant = variantName ?? (enabled ? 'enabled' : 'disabled');
    const key = `${featureName} ${variant}`;
    if (once && seen.has(key)) return;
    seen.add(key);
    // The server refuses an id that is no UUID; as a property it is not lost.
    const isKey = uuid.test(impression.eventId);
    const properties = {
      ...{ flag: featureName, variant, enabled, reason, read_by: impression.eventType },
      ...(!isKey && { event_id: impression.eventId }),
    };
    track('$flag_exposure', properties, undefined, undefined, isKey ? impression.eventId : undefined);
  };
  const before = Object.getOwnPropertyDescriptor(client, 'track');
  client.track = (eventName, properties = {}) => track(eventName, properties);
  client.on(impressionEvent, onImpression, 'gatrix-analytics');
  return () => {
    client.off(impressionEvent, onImpression);
    if (before) Object.defineProperty(client, 'track', before);
    else Reflect.deleteProperty(client, 'track');
  };
}
