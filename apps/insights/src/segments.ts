import type { Metadata, Segment } from '@gatrix/analytics-metadata';
import { segmentDefinition } from '@gatrix/analytics-protocol/insights';
import type { SavedSegment, SegmentSource } from '@gatrix/analytics-reports';

/** The saved segments, as reports take them. One whose definition was broken by hand is not among them. */
export function segmentSource({ segments }: Pick<Metadata, 'segments'>): SegmentSource {
  return { list: async (projectId) => (await segments.list(projectId)).flatMap(savedSegment) };
}

export function savedSegment({ id, name, definition }: Segment): SavedSegment[] {
  const parsed = segmentDefinition.safeParse(definition);
  return parsed.success ? [{ id, name, definition: parsed.data }] : [];
}
