import { type DisplacedProject, displacedProjects } from '@gatrix/analytics-clickhouse-schema';
import type { PipelineDeps } from './pipeline-types.ts';

/** What is known of messages that are stored at another time than their sender told. */
export interface Displacement {
  /** The projects that have any. May be minutes old: for as long claims know of a copy. */
  readonly projects: () => Promise<ReadonlyMap<string, DisplacedProject>>;
}

const knownForMs = 5 * 60_000;
/** Claims know of a copy for a day; an hour more for those who ask with an answer that is old. */
const latelyMs = 25 * 3_600_000;

export function createDisplacement(
  deps: Pick<PipelineDeps, 'clickhouse' | 'database' | 'now'>,
): Displacement {
  let cached: ReadonlyMap<string, DisplacedProject> = new Map();
  let askAgainAt = Number.NEGATIVE_INFINITY;
  return {
    async projects() {
      if (performance.now() < askAgainAt) return cached;
      cached = await displacedProjects(deps, deps.now() - latelyMs);
      askAgainAt = performance.now() + knownForMs;
      return cached;
    },
  };
}
