/** A device's event that wants a session. Times are milliseconds since the epoch. */
export interface SessionRequest {
  readonly projectId: string;
  /**
   * The ids the device may go by, best first; a session of any of them that covers the time is continued.
   * The last is the one that opens a session where none is there. A cookieless device has yesterday's and today's.
   */
  readonly deviceIds: readonly [string, ...string[]];
  readonly timestamp: number;
  /** Whose device it is from now on, for `ofProfile`; undefined or '' where nobody says. */
  readonly profileId?: string | undefined;
  /** True where a session is only to be told, such as to who identifies itself: one that is open grows no longer by it. */
  readonly isTold?: boolean | undefined;
}

/** A profile's event from elsewhere, such as from a server. */
export interface ProfileRequest {
  readonly projectId: string;
  readonly profileId: string;
  readonly timestamp: number;
}

export interface AssignedSession {
  readonly deviceId: string;
  readonly sessionId: string;
}

/** Gives every event the session that covers its time, on every instance the same. */
export interface SessionStore {
  /** One answer a request, in order; earlier requests of the call count for later ones. At once where nobody has to be asked. */
  assign(requests: readonly SessionRequest[]): AssignedSession[] | Promise<AssignedSession[]>;
  /** The session of the profile's device that covers the time, grown by it; undefined where none does. In order. */
  ofProfile(requests: readonly ProfileRequest[]): Promise<(AssignedSession | undefined)[]>;
}

/** Events further apart than this belong to different sessions. */
export const sessionIdleMs = 30 * 60_000;
/** A session's first and last event are at most this far apart. */
export const sessionMaxMs = 24 * 3_600_000;
/** Sessions remembered for one device, so that late events find theirs. */
export const maxSessionsPerDevice = 64;
