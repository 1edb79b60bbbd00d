import { createHash } from 'node:crypto';
import { maxSessionsPerDevice, sessionIdleMs, sessionMaxMs } from './session-store.ts';

export interface SessionInterval {
  readonly id: string;
  start: number;
  last: number;
}

/** The session that covers the time, grown to include it unless `isTold`; undefined where there is none. */
export function joinSession(
  intervals: SessionInterval[],
  timestamp: number,
  isTold = false,
): SessionInterval | undefined {
  let best: SessionInterval | undefined;
  let bestGap = Number.POSITIVE_INFINITY;
  for (const interval of intervals) {
    const gap = Math.max(interval.start - timestamp, timestamp - interval.last, 0);
    const length = Math.max(interval.last, timestamp) - Math.min(interval.start, timestamp);
    if (gap > sessionIdleMs || length > sessionMaxMs || gap >= bestGap) continue;
    best = interval;
    bestGap = gap;
  }
  if (best && !isTold) {
    best.start = Math.min(best.start, timestamp);
    best.last = Math.max(best.last, timestamp);
  }
  return best;
}

/** Opens a session. Its id follows from device and time, so that the same events get the same ids again. */
export function openSession(
  intervals: SessionInterval[],
  projectId: string,
  deviceId: string,
  timestamp: number,
): SessionInterval {
  const interval = { id: sessionIdOf(projectId, deviceId, timestamp), start: timestamp, last: timestamp };
  intervals.push(interval);
  if (intervals.length > maxSessionsPerDevice) intervals.shift();
  return interval;
}

function sessionIdOf(projectId: string, deviceId: string, timestamp: number): string {
  return createHash('sha1').update(`${projectId}\n${deviceId}\n${timestamp}`).digest('hex').slice(0, 32);
}
