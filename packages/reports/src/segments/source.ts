import { segmentDefinition } from '@gatrix/analytics-protocol/insights';
import type { SavedSegment, SegmentSource } from './scope.ts';

/** A segment as the metadata has it. */
interface Stored {
  readonly id: string;
  readonly name: string;
  readonly definition: unknown;
}

/** The saved segments, as reports take them. One whose definition was broken by hand is not among them. */
export function segmentSource({
  segments,
}: {
  readonly segments: { list(projectId: string): Promise<readonly Stored[]> };
}): SegmentSource {
  return { list: async (projectId) => (await segments.list(projectId)).flatMap(savedSegment) };
}

export function savedSegment({ id, name, definition }: Stored): SavedSegment[] {
  const parsed = segmentDefinition.safeParse(definition);
  return parsed.success ? [{ id, name, definition: parsed.data }] : [];
}
