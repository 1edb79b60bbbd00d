import { type DisplacedProject, displacedProjects } from '@gatrix/analytics-clickhouse-schema';
import type { Displacement, PipelineDeps } from './pipeline-types.ts';

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
