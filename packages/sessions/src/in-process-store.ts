import { joinSession, openSession, type SessionInterval } from './session-intervals.ts';
import type { AssignedSession, SessionRequest, SessionStore } from './session-store.ts';

export interface InProcessSessionStoreOptions {
  /** Devices remembered, the most recently seen ones. */
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
  const maxDevices = options.maxDevices ?? 200_000;
  const devices = new Map<string, SessionInterval[]>();
  const deviceOf = new Map<string, string>();
  let loading: Promise<void> | undefined;

  async function load(): Promise<void> {
    for await (const { projectId, deviceId, profileId, sessionId, start, last } of options.load?.() ?? []) {
      intervalsOf(projectId, deviceId).push({ id: sessionId, start, last });
      link(projectId, profileId, deviceId);
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

  function link(projectId: string, profileId: string, deviceId: string): void {
    if (profileId === '') return;
    const key = `${projectId}\n${profileId}`;
    deviceOf.delete(key);
    deviceOf.set(key, deviceId);
    if (deviceOf.size <= maxDevices) return;
    const oldest = deviceOf.keys().next();
    if (!oldest.done) deviceOf.delete(oldest.value);
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

  return {
    async assign(requests) {
      await loaded();
      return requests.map((request) => {
        const session = assignOne(request);
        link(request.projectId, request.profileId ?? '', session.deviceId);
        return session;
      });
    },
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
