import QuickLRU from 'quick-lru';
import { type AssignedSession, type SessionRequest, sessionMaxMs } from './session-store.ts';

/** A session as Redis last told of it, and grown here since. */
interface RecentSession {
  readonly session: AssignedSession;
  readonly start: number;
  last: number;
  /** What Redis knows as the last event, once what was handed to `extend` has arrived. */
  storedLast: number;
  readonly knownUntil: number;
}

export interface RecentSessions {
  /** The session of a device that was asked for a moment ago; undefined where Redis has to say. */
  find(request: SessionRequest, now: number): AssignedSession | undefined;
  remember(request: SessionRequest, session: AssignedSession, start: number, last: number, now: number): void;
}

export interface RecentSessionsOptions {
  /** An event made the session longer: Redis has to hear it, at once or within a second. */
  readonly extend: (request: SessionRequest, session: AssignedSession, isUrgent: boolean) => void;
  /** Remembered at least, the most recent ones; at most twice as many. */
  readonly maxDevices?: number;
}

/** Beyond this, another instance may know more. */
const knownForMs = 10_000;
/** Further from what is known, or nearer to the longest session, another session could be the right one. */
const nearMs = 5 * 60_000;
const safeLengthMs = sessionMaxMs - 3_600_000;
/** So much may be missing from a session's end in Redis for a second. */
const deferredMs = 1_000;

/**
 * What makes the second event of a busy device wait for nobody: its session is the first one's, as long as that was
 * heard within seconds and is so near that no other session can be meant.
 */
export function createRecentSessions({ extend, maxDevices = 25_000 }: RecentSessionsOptions): RecentSessions {
  const sessions = new QuickLRU<string, RecentSession>({ maxSize: maxDevices });

  return {
    find(request, now) {
      const known = sessions.get(keyOf(request));
      if (!known || known.knownUntil < now) return undefined;
      const { timestamp, isTold } = request;
      const isNear = timestamp >= known.start && timestamp - known.last <= nearMs;
      if (!isNear || timestamp - known.start > safeLengthMs) return undefined;
      if (timestamp > known.last && isTold !== true) {
        known.last = timestamp;
        const isUrgent = timestamp - known.storedLast >= deferredMs;
        if (isUrgent) known.storedLast = timestamp;
        extend(request, known.session, isUrgent);
      }
      return known.session;
    },
    remember(request, session, start, last, now) {
      sessions.set(keyOf(request), { session, start, last, storedLast: last, knownUntil: now + knownForMs });
    },
  };
}

/** With the profile, so that Redis hears of a device's new one. */
function keyOf({ projectId, deviceIds, profileId = '' }: SessionRequest): string {
  const devices = deviceIds.length === 1 ? deviceIds[0] : deviceIds.join('\n');
  return `${projectId}\n${profileId}\n${devices}`;
}
