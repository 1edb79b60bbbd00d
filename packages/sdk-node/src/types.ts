import type {
  AnyEvents,
  DropReason,
  Group,
  Message,
  Properties,
  Traits,
  Transport,
} from '@gatrix/analytics-sdk';

/** Whom an event is about, and when it happened. All of it is optional; an event about nobody is a server's own. */
export interface About {
  readonly profileId?: string | undefined;
  readonly deviceId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly groups?: readonly string[] | undefined;
  /** A path, or a whole address. */
  readonly path?: string | undefined;
  readonly referrer?: string | undefined;
  readonly title?: string | undefined;
  /** The visitor's, for the place; it is not stored. */
  readonly ip?: string | undefined;
  /** The visitor's, for browser, system and device; without it an event has none. */
  readonly userAgent?: string | undefined;
  /** When it happened. Default: now. */
  readonly timestamp?: Date | number | string | undefined;
  /** The idempotency key, a UUID; default: a new one. The same id sent again is stored once. */
  readonly id?: string | undefined;
}

/** The arguments after an event's name: its properties as `Events` declares them, then whom it is about. */
export type TrackArguments<P> = undefined extends P
  ? [properties?: P, about?: About]
  : Record<never, never> extends P
    ? [properties?: P, about?: About]
    : [properties: P, about?: About];

/** A message that a `Storage` holds until it is settled: delivered, or given up. */
export interface StoredMessage {
  readonly json: string;
  readonly settle: () => void;
}

/** Where unsent messages outlive the process: see `@gatrix/analytics-node/disk`. */
export interface Storage {
  /** Stores a message before it returns; `undefined` where there is no room. Throws where it cannot be written. */
  readonly store: (json: string) => StoredMessage | undefined;
  /** Some of what processes that are gone have left, oldest first; empty where there is no more. */
  readonly adopt: () => readonly StoredMessage[];
  /** Leaves what is not settled to another process. */
  readonly close: () => void;
}

/** Options of `createAnalytics`. */
export interface AnalyticsOptions {
  /** The id of a client of type `write`. */
  readonly clientId: string;
  /** Its secret: never in code that reaches a browser. */
  readonly clientSecret: string;
  /** Where ingest answers, such as `https://stats.example.com`; `/track` is added. */
  readonly apiUrl: string;
  /** So many waiting messages are sent at once, without waiting for `flushIntervalMs`. Default 100. */
  readonly flushAt?: number;
  /** A message waits at most this long for others to travel with. Default 1,000. */
  readonly flushIntervalMs?: number;
  /** How many unsent messages are kept at most; what comes later is dropped. Default 100,000. */
  readonly maxQueue?: number;
  /** How many bytes of unsent messages are kept at most. Default 64 MiB. */
  readonly maxQueueBytes?: number;
  /** Keeps unsent messages on disk: `createDiskQueue({ directory })` of `@gatrix/analytics-node/disk`. */
  readonly storage?: Storage;
  /** Change a message, or drop it by returning `null`. Must be synchronous; a hook that throws drops the message. */
  readonly beforeSend?: (message: Message) => Message | null | undefined;
  /** Told of every message that was given up, and why. */
  readonly onDrop?: (message: Message, reason: DropReason) => void;
  /** Told of every attempt that failed and will be repeated. Default: a line on the console, once a minute at most. */
  readonly onError?: (error: Error) => void;
  /** `'pending'` keeps everything in memory and sends nothing until `optIn()`. Default `'granted'`. */
  readonly consent?: 'granted' | 'pending';
  /**
   * Deliver what waits when the process is told to end (SIGTERM, SIGINT, SIGHUP) or has nothing more to do. Where the
   * app has a handler of its own for the signal, it must await `shutdown()` before it exits. Default `true`.
   */
  readonly handleExit?: boolean;
  /** How long `shutdown` tries. Default 8,000: containers are killed ten seconds after SIGTERM. */
  readonly shutdownTimeoutMs?: number;
  /** Stands in for `fetch`. */
  readonly transport?: Transport;
}

/** Every method but the last two returns at once and never throws; `flush` and `shutdown` resolve and never reject. */
export interface Analytics<Events extends object = AnyEvents> {
  /** Record an event. Names and properties are checked against `Events`. */
  track<Name extends keyof Events & string>(name: Name, ...rest: TrackArguments<Events[Name]>): void;
  /** Record a page view on behalf of a visitor. `title` is the page's, the other properties are the event's. */
  screenView(path: string, properties?: Properties & { readonly title?: string }, about?: About): void;
  /**
   * Record income, below 0 for money paid back. `currency` among the properties is a code of ISO 4217; without one the amount is
   * in the project's currency. The event is called `revenue`.
   */
  revenue(amount: number | string, properties?: Properties, about?: About): void;
  /** What is known of a profile. With `deviceId` the device is the profile's, too. */
  identify(profileId: string, traits?: Traits, about?: Pick<About, 'deviceId' | 'timestamp' | 'id'>): void;
  /** Add to a number of a profile. `value` must be above 0; default 1. */
  increment(profileId: string, property: string, value?: number): void;
  /** Subtract from a number of a profile. `value` must be above 0; default 1. */
  decrement(profileId: string, property: string, value?: number): void;
  /** Another id of the same person, from now on and in the past. */
  alias(profileId: string, alias: string): void;
  /** Put a profile into a group. */
  setGroup(profileId: string, groupId: string): void;
  /** Create a group, or change its name and properties. */
  upsertGroup(group: Group): void;
  /** Properties that every event carries from now on, such as the server's version. */
  register(properties: Properties): void;
  /** Take one of them away. */
  unregister(property: string): void;
  /** Stop: unsent messages are dropped, and nothing is recorded. */
  optOut(): void;
  /** Go on, or begin: what waited for consent is sent with its original times. */
  optIn(): void;
  /** Send what waits. Resolves when it was answered, or when an attempt failed and will be repeated. */
  flush(): Promise<void>;
  /**
   * Record nothing more, deliver what waits, and give up after `timeoutMs`. Resolves with the number of messages that
   * were not delivered: with a `storage` they are kept for the next process, without one `onDrop` is told of each.
   */
  shutdown(timeoutMs?: number): Promise<number>;
}
