import type { Statement } from '../sql/statement.ts';
import { createSlots, type Slots } from './slots.ts';

/** Whose statement it is: the service's own, a reader's report, or a file that a reader takes as slowly as they like. Late inserts take their time. */
export type Lane = 'work' | 'late' | 'reports' | 'exports';

/** Who may run: as many statements at once as there are connections. */
export interface Places {
  take(kind: Statement['kind'], lane: Lane, signal: AbortSignal): Promise<() => void>;
}

/**
 * One place is kept for inserts of rows, and one more for the service's own queries: so an insert never waits for a report. Each
 * lane's places are among those of the lane before it. Files have a place beside all of them: one that is read slowly takes none from reports.
 */
export function createPlaces(connections: number): Places {
  const lanes = [connections, connections - 1, connections - 2].map((count) =>
    createSlots(Math.max(1, count)),
  );
  const [late, exports] = [createSlots(1), createSlots(Math.max(1, connections - 3))];
  const depthOf = { work: 2, late: 2, reports: 3 } as const;
  return {
    take(kind, lane, signal) {
      const isInsert = kind === 'insert';
      if (lane === 'exports') return exports.take(signal);
      const own = lanes.slice(0, isInsert && lane !== 'late' ? 1 : depthOf[lane]).reverse();
      return takeAll(isInsert && lane === 'late' ? [late, ...own] : own, signal);
    },
  };
}

/** One place in each, from the narrowest on. */
async function takeAll(lanes: readonly Slots[], signal: AbortSignal): Promise<() => void> {
  const taken: (() => void)[] = [];
  const leave = () => {
    for (const leaveOne of taken.reverse()) leaveOne();
  };
  try {
    for (const lane of lanes) taken.push(await lane.take(signal));
    return leave;
  } catch (error) {
    leave();
    throw error;
  }
}

/** By settings that real servers know, too: readers may not write, and say what a file is for. */
export function laneOf(settings: Readonly<Record<string, string>> | undefined): Lane {
  if (settings?.readonly === undefined || settings.readonly === '0')
    return settings?.log_comment === 'late' ? 'late' : 'work';
  return settings.log_comment === 'export' ? 'exports' : 'reports';
}
