import type { Runner } from '../query/run.ts';
import type { FunnelSources } from './funnel-condition.ts';
import { peopleOf } from './people.ts';
import type { SavedSegment, SegmentPeople } from './scope.ts';
import type { SegmentScope } from './segment-scope.ts';

/** The people of each segment at `until`; `ordered`: of `segmentsInOrder`. `placeOf`: where an unnamed one's condition stands. */
export async function resolveSegments(
  ordered: readonly SavedSegment[],
  scope: Omit<SegmentScope, 'segments'>,
  sources: FunnelSources,
  runner: Runner,
  placeOf: (id: string) => string | undefined = () => undefined,
): Promise<ReadonlyMap<string, SegmentPeople>> {
  const segments = new Map<string, SegmentPeople>();
  for (const { id, definition } of ordered) {
    segments.set(id, await peopleOf(definition, { ...scope, segments }, sources, runner, placeOf(id)));
  }
  return segments;
}
