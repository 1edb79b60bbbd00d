import type { Statement } from '../sql/statement.ts';
import { createSlots, type Slots } from './slots.ts';

/** Who may run: as many statements at once as there are connections. */
export interface Places {
  take(kind: Statement['kind'], signal: AbortSignal): Promise<() => void>;
}

/** One place is kept for inserts of rows, so that they never wait for reports. */
export function createPlaces(connections: number): Places {
  const all = createSlots(connections);
  const queries = createSlots(Math.max(1, connections - 1));
  return {
    take: (kind, signal) => (kind === 'insert' ? all.take(signal) : takeBoth(queries, all, signal)),
  };
}

async function takeBoth(first: Slots, second: Slots, signal: AbortSignal): Promise<() => void> {
  const leaveFirst = await first.take(signal);
  try {
    const leaveSecond = await second.take(signal);
    return () => {
      leaveSecond();
      leaveFirst();
    };
  } catch (error) {
    leaveFirst();
    throw error;
  }
}
