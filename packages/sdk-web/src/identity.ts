import { attempt } from './attempt.ts';
import { localStore, type Store } from './store.ts';
import { uuid } from './uuid.ts';

/** The key of Gatrix's first page code, so that a page which moves to this SDK keeps its visitors. */
const deviceKey = 'analytics_device_id';
const syncIntervalMs = 5000;
const idleMs = 1800000;
const longestMs = 86400000;

/** Id, start and last activity, milliseconds. */
export type Session = [id: string, startedAt: number, lastAt: number];

export interface Identity {
  /** The ids of an event at this time; none where nothing can be stored. */
  readonly idsAt: (at: number) => readonly [deviceId?: string | undefined, sessionId?: string | undefined];
  readonly forgetIds: () => void;
}

/** One session over all tabs: 30 minutes idle and 24 hours at most, re-read before it is replaced. */
export const createIdentity = (store: Store, sessionKey: string): Identity => {
  let sessionId: string;
  let deviceId: string | null | undefined;
  let syncedAt = 0;

  return {
    idsAt: (at) => {
      if (Math.abs(at - syncedAt) >= syncIntervalMs) {
        const [id, startedAt] = attempt(() => {
          const session: Session = JSON.parse(store(sessionKey) as string);
          // TRICKY: whatever else was stored there makes NaN, which is not below anything.
          return Math.abs(at - session[2]) < idleMs && at - session[1] < longestMs ? session : undefined;
        }) ?? [uuid(), at];
        sessionId = id;
        syncedAt = at;
        store(sessionKey, JSON.stringify([id, startedAt, at]));
        if (!store(deviceKey)) store(deviceKey, localStore(deviceKey) || uuid());
        deviceId = store(deviceKey);
      }
      return deviceId ? [deviceId, sessionId] : [];
    },
    forgetIds: () => {
      syncedAt = 0;
      store(sessionKey, null);
      store(deviceKey, null);
    },
  };
};
