import type { ProjectCall } from './route.ts';

/** What names a segment: it cannot go before these. */
export interface Usage {
  readonly kind: 'segment' | 'savedReport' | 'shareLink';
  readonly id: string;
  readonly name: string;
}

/** Ids are random, so wherever one stands in what is saved it means the segment. */
export async function usagesOf(
  { metadata, project }: Pick<ProjectCall, 'metadata' | 'project'>,
  id: string,
): Promise<Usage[]> {
  const [segments, savedReports, shareLinks] = await Promise.all([
    metadata.segments.list(project.id),
    metadata.savedReports.list(project.id),
    metadata.shareLinks.list(project.id),
  ]);
  const names = (value: unknown) => JSON.stringify(value).includes(id);
  return [
    ...segments
      .filter((one) => one.id !== id && names(one.definition))
      .map((one) => ({ kind: 'segment' as const, id: one.id, name: one.name })),
    ...savedReports
      .filter(({ query }) => names(query))
      .map((one) => ({ kind: 'savedReport' as const, id: one.id, name: one.name })),
    ...shareLinks
      .filter((one) => one.revokedAt === null && names(one.questions))
      .map((one) => ({ kind: 'shareLink' as const, id: one.id, name: one.name })),
  ];
}
