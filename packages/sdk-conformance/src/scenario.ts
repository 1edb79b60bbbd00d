/** What the collector answers: a status; all of an answer; or what a network does. */
export type ScriptedAnswer =
  | number
  /** Stores what came, and cuts the connection before the answer. */
  | 'lost'
  /** Cuts the connection and stores nothing. */
  | 'reset'
  | {
      readonly status: number;
      /** Seconds for `Retry-After`; with `asDate` as the date that is so far ahead. */
      readonly retryAfter?: number;
      readonly asDate?: boolean;
    }
  /** 200 that rejects the messages of these names. */
  | { readonly reject: readonly string[] }
  /** 413 for a request of more messages than this. */
  | { readonly maxMessages: number };

export interface StartOptions {
  /** What was tracked waits for `optIn`. */
  readonly consent?: 'pending';
  readonly maxQueue?: number;
  /** How far the client's clock is ahead. */
  readonly clockOffsetMs?: number;
}

export type Step =
  /** One after another; the last of them again and again. */
  | { readonly answers: readonly ScriptedAnswer[] }
  | { readonly collector: 'up' | 'down' }
  | ({ readonly do: 'start' } & StartOptions)
  /** With `count` as many events, called `name 0`, `name 1` …; with `text` a property of so many three-byte letters. */
  | { readonly do: 'track'; readonly name: string; readonly count?: number; readonly text?: number }
  | { readonly do: 'flush' | 'persisted' | 'optIn' | 'optOut' | 'stop' }
  | { readonly kill: true }
  /** Until so many requests came, events were stored, or were dropped. */
  | { readonly until: { readonly requests?: number; readonly stored?: number; readonly drops?: number } }
  | { readonly pauseMs: number };

export interface Expectation {
  /** Names of what is stored, in order; or that `count` events called `name 0`, `name 1` … are. */
  readonly stored: readonly string[] | { readonly name: string; readonly count: number };
  /** Names and reasons; none where it is missing. */
  readonly drops?: readonly (readonly [name: string, reason: string])[];
  readonly requests?: number;
  readonly maxRequests?: number;
  /** The least time between two requests. */
  readonly minGapMs?: number;
}

export interface Scenario {
  readonly name: string;
  /** What a client must be able to do for it, as it says itself when it is ready. */
  readonly needs?: readonly Capability[];
  readonly steps: readonly Step[];
  readonly expect: Expectation;
}

/** `storage`: unsent events survive SIGKILL; `clock`: the driver can set its clock; `large`: takes 6 MB of unsent events. */
export type Capability = 'storage' | 'consent' | 'maxQueue' | 'clock' | 'large';
