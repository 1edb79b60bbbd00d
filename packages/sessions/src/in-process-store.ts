import { joinSession, openSession, type SessionInterval } from './session-intervals.ts';
import type { SessionStore } from './session-store.ts';

export interface InProcessSessionStoreOptions {
  /** Devices remembered, the most recently seen ones. */
  readonly maxDevices?: number;
  /** What a process before this one knew: called once, before the first assignment. */
  readonly load?: () => AsyncIterable<{
    readonly projectId: string;
    readonly deviceId: string;
    readonly sessionId: string;
    readonly start: number;
    readonly last: number;
  }>;
}

/** Sessions of one process. */
export function createInProcessSessionStore(options: InProcessSessionStoreOptions = {}): SessionStore {
  const maxDevices = options.maxDevices ?? 200_000;
  const devices = new Map<string, SessionInterval[]>();
  let loading: Promise<void> | undefined;

  async function load(): Promise<void> {
    for await (const { projectId, deviceId, sessionId, start, last } of options.load?.() ?? []) {
      intervalsOf(projectId, deviceId).push({ id: sessionId, start, last });
    }
  }

  function intervalsOf(projectId: string, deviceId: string): SessionInterval[] {
    const key = `${projectId}\n${deviceId}`;
    const known = devices.get(key);
    if (known) {
      devices.delete(key);
      devices.set(key, known);
      return known;
    }
    const intervals: SessionInterval[] = [];
    devices.set(key, intervals);
    if (devices.size > maxDevices) {
      const oldest = devices.keys().next();
      if (!oldest.done) devices.delete(oldest.value);
    }
    return intervals;
  }

  return {
    async assign(requests) {
      loading ??= load().catch((error: unknown) => {
        loading = undefined;
        throw error;
      });
      await loading;
      return requests.map(({ projectId, deviceIds, timestamp }) => {
        for (const deviceId of deviceIds) {
          const known = devices.get(`${projectId}\n${deviceId}`);
          const joined = known && joinSession(known, timestamp);
          if (joined) return { deviceId, sessionId: joined.id };
        }
        const deviceId = deviceIds.at(-1) ?? deviceIds[0];
        const opened = openSession(intervalsOf(projectId, deviceId), projectId, deviceId, timestamp);
        return { deviceId, sessionId: opened.id };
      });
    },
  };
}
