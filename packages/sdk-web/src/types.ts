/** What an event or a profile carries: anything that JSON can say. Nested objects become dot paths on the server. */
export type Properties = Readonly<Record<string, unknown>>;

/** The events of an app that declares none: any name, any properties. */
export type AnyEvents = Record<string, Properties | undefined>;

/** The arguments after the name: none, optional or required, as the event's properties say. */
export type EventArguments<P> = [P] extends [undefined]
  ? []
  : undefined extends P
    ? [properties?: P]
    : Record<never, never> extends P
      ? [properties?: P]
      : [properties: P];

/** One message as it crosses HTTP; `payload` has `id`, `timestamp`, the ids of device and session, and what its type says. */
export interface Message {
  readonly type: 'track' | 'identify' | 'alias' | 'increment' | 'decrement' | 'group' | 'assign_group';
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Why a message was given up: `queue_full` (more than `maxQueue` or 1 MB waited), `serialization` (circular or BigInt
 * properties), `before_send` (the hook dropped it, or threw), `http_<status>`, or the code the server rejected it with.
 * What is not recorded at all, because of the sample or of consent, is not given up.
 */
export type DropReason = 'queue_full' | 'serialization' | 'before_send' | `http_${number}` | (string & {});

/** What a transport is asked to do: `fetch`'s own arguments. */
export type Transport = (url: string, init: RequestInit) => Promise<Response>;

/** Options of `createAnalytics`; only `clientId` is needed. */
export interface AnalyticsOptions {
  /** The id of a client of type `write`. */
  readonly clientId: string;
  /** Where ingest answers; `/track` is added. Default `/api/v1/analytics`. */
  readonly apiUrl?: string;
  /**
   * Count page views by themselves: on load, `pushState`, back and forward, and a return from the back/forward cache.
   * `'hash'` counts a change of `#hash` too, for routers that live there. Default `true`.
   */
  readonly pageViews?: boolean | 'hash';
  /** Change a message, or drop it by returning `null`. Must be synchronous; a hook that throws drops the message. */
  readonly beforeSend?: (message: Message) => Message | null | undefined;
  /** Told of every message that was given up, and why. */
  readonly onDrop?: (message: Message, reason: DropReason) => void;
  /** The share of devices that is measured, 0 to 1; a device is in or out for good. Default 1. */
  readonly sampleRate?: number;
  /**
   * `'pending'` keeps everything in memory, makes no request and stores nothing until `optIn()`. Default `'granted'`.
   * The answer is not remembered, because that would need storage: pass `'pending'` on every page and call `optIn()`.
   */
  readonly consent?: 'granted' | 'pending';
  /** Start opted out where the browser sends Global Privacy Control. Default `false`. */
  readonly respectGpc?: boolean;
  /**
   * Where the device and session ids live. `'cookie'` shares them with subdomains (see `cookieDomain`); `'none'` stores
   * nothing and sends no ids: the server derives them from a salt of the day. Default `'local'`.
   */
  readonly persistence?: 'local' | 'cookie' | 'none';
  /** Domain attribute of the cookies, such as `example.com`. Default: the host alone. */
  readonly cookieDomain?: string;
  /** How many unsent messages are kept at most; what comes later is dropped. Default 1,000. */
  readonly maxQueue?: number;
  /** Log what is dropped to the console. Default `false`. */
  readonly debug?: boolean;
  /** Stands in for `fetch`, for tests; with it the SDK works in Node too. */
  readonly transport?: Transport;
}

/** Traits of a profile. `firstName`, `lastName`, `email` and `avatar` have columns of their own. */
export interface Traits {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  readonly avatar?: string;
  readonly [trait: string]: unknown;
}

/** What profiles belong to: a guild, a company. `id` and `type` are your own words. */
export interface Group {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly properties?: Properties;
}

/** Every method returns at once and never throws; `flush` resolves and never rejects. */
export interface Analytics<Events extends object = AnyEvents> {
  /** Record an event. Names and properties are checked against `Events`. */
  track<Name extends keyof Events & string>(name: Name, ...rest: EventArguments<Events[Name]>): void;
  /**
   * Record a page view. With a path it always counts; without one the current address counts unless it was counted
   * already, with the title that it has a tenth of a second later. `title` is the page's, the other properties are the event's.
   */
  screenView(path?: string, properties?: Properties & { readonly title?: string }): void;
  /** From now on events belong to this profile, and so does this device. Not remembered across page loads. */
  identify(profileId: string, traits?: Traits): void;
  /** Add to a number of the identified profile. `value` must be above 0; default 1. */
  increment(property: string, value?: number): void;
  /** Subtract from a number of the identified profile. `value` must be above 0; default 1. */
  decrement(property: string, value?: number): void;
  /** Another id of the identified profile: both are one person, from now on and in the past. */
  alias(alias: string): void;
  /** Put the profile (or the device) into a group; events carry it from now on. */
  setGroup(groupId: string): void;
  /** Create a group, or change its name and properties. */
  upsertGroup(group: Group): void;
  /** Properties that every event carries from now on, until the page is left. */
  register(properties: Properties): void;
  /** Take one of them away. */
  unregister(property: string): void;
  /** Stop: unsent events are dropped and everything stored is removed. Not remembered across page loads. */
  optOut(): void;
  /** Go on, or begin: what waited for consent is sent with its original times. */
  optIn(): void;
  /** Forget who this is (profile, groups, registered properties, device, session), as after a logout. */
  reset(): void;
  /** Send what waits. Resolves when it was answered, or when the attempt failed and will be repeated. */
  flush(): Promise<void>;
  /** Remove every listener, timer and patch. Unsent events stay stored for the next page. */
  destroy(): void;
}
