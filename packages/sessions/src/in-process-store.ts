import QuickLRU from 'quick-lru';
import { joinSession, openSession, type SessionInterval } from './session-intervals.ts';
import type { AssignedSession, SessionRequest, SessionStore } from './session-store.ts';

export interface InProcessSessionStoreOptions {
  /** Devices remembered at least, the most recently seen ones; at most twice as many. */
  readonly maxDevices?: number;
  /** What a process before this one knew: called once, before the first assignment. */
  readonly load?: () => AsyncIterable<{
    readonly projectId: string;
    readonly deviceId: string;
    /** '' where the device is nobody's. */
    readonly profileId: string;
    readonly sessionId: string;
    readonly start: number;
    readonly last: number;
  }>;
}

/** Sessions of one process. */
export function createInProcessSessionStore(options: InProcessSessionStoreOptions = {}): SessionStore {
  const maxSize = options.maxDevices ?? 100_000;
  const devices = new QuickLRU<string, SessionInterval[]>({ maxSize });
  const deviceOf = new QuickLRU<string, string>({ maxSize });
  let loading: Promise<void> | undefined;
  let isLoaded = options.load === undefined;

  async function load(): Promise<void> {
    for await (const { projectId, deviceId, profileId, sessionId, start, last } of options.load?.() ?? []) {
      intervalsOf(projectId, deviceId).push({ id: sessionId, start, last });
      link(projectId, profileId, deviceId);
    }
    isLoaded = true;
  }

  function intervalsOf(projectId: string, deviceId: string): SessionInterval[] {
    const key = `${projectId}\n${deviceId}`;
    const known = devices.get(key);
    if (known) return known;
    const intervals: SessionInterval[] = [];
    devices.set(key, intervals);
    return intervals;
  }

  function link(projectId: string, profileId: string, deviceId: string): void {
    if (profileId !== '') deviceOf.set(`${projectId}\n${profileId}`, deviceId);
  }

  async function loaded(): Promise<void> {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    await loading;
  }

  function assignOne({ projectId, deviceIds, timestamp, isTold }: SessionRequest): AssignedSession {
    for (const deviceId of deviceIds) {
      const known = devices.get(`${projectId}\n${deviceId}`);
      const joined = known && joinSession(known, timestamp, isTold);
      if (joined) return { deviceId, sessionId: joined.id };
    }
    const deviceId = deviceIds.at(-1) ?? deviceIds[0];
    const opened = openSession(intervalsOf(projectId, deviceId), projectId, deviceId, timestamp);
    return { deviceId, sessionId: opened.id };
  }

  const assignAll = (requests: readonly SessionRequest[]) =>
    requests.map((request) => {
      const session = assignOne(request);
      link(request.projectId, request.profileId ?? '', session.deviceId);
      return session;
    });

  return {
    assign: (requests) => (isLoaded ? assignAll(requests) : loaded().then(() => assignAll(requests))),
    async ofProfile(requests) {
      await loaded();
      return requests.map(({ projectId, profileId, timestamp }) => {
        const deviceId = deviceOf.get(`${projectId}\n${profileId}`);
        const known = devices.get(`${projectId}\n${deviceId}`);
        const joined = known && joinSession(known, timestamp);
        return deviceId !== undefined && joined ? { deviceId, sessionId: joined.id } : undefined;
      });
    },
  };
}
