import type { ShareLink } from '@gatrix/analytics-metadata';
import { z } from 'zod';
import { InsightsError } from '../errors.ts';
import type { ProjectCall } from './route.ts';

/** What a thing can be used by, as people read it. */
const kinds = {
  segment: 'segment',
  savedReport: 'saved report',
  shareLink: 'share link',
  alert: 'alert',
  board: 'board',
  gauge: 'gauge',
  digest: 'digest',
} as const;

export const usage = z.object({
  kind: z.enum(['segment', 'savedReport', 'shareLink', 'alert', 'board', 'gauge', 'digest']),
  id: z.string(),
  name: z.string(),
});

/** What names a segment, a saved report, a board or a channel: that cannot go before these. */
export interface Usage {
  readonly kind: keyof typeof kinds;
  readonly id: string;
  readonly name: string;
}

/** Ids are random, so wherever one stands in what is saved it means that thing. */
export async function usagesOf(
  { metadata, project }: Pick<ProjectCall, 'metadata' | 'project'>,
  id: string,
): Promise<Usage[]> {
  const [segments, savedReports, shareLinks, alerts, boards, gauges, digests] = await Promise.all([
    metadata.segments.list(project.id),
    metadata.savedReports.list(project.id),
    metadata.shareLinks.list(project.id),
    metadata.alerts.list(project.id),
    metadata.boards.list(project.id),
    metadata.gauges.list(project.id),
    metadata.digests.list(project.id),
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
      .filter((one) => isOpen(one) && names(one.questions))
      .map((one) => ({ kind: 'shareLink' as const, id: one.id, name: one.name })),
    ...alerts
      .filter(({ definition, channels }) => names(definition) || channels.includes(id))
      .map((one) => ({ kind: 'alert' as const, id: one.id, name: one.name })),
    ...boards
      .filter((one) => one.id !== id && names(one.content))
      .map((one) => ({ kind: 'board' as const, id: one.id, name: one.name })),
    ...gauges
      .filter(({ definition }) => names(definition))
      .map((one) => ({ kind: 'gauge' as const, id: one.id, name: one.name })),
    ...digests
      .filter(({ definition, channels }) => names(definition) || channels.includes(id))
      .map((one) => ({ kind: 'digest' as const, id: one.id, name: one.name })),
  ];
}

function isOpen({ revokedAt, expiresAt }: ShareLink): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > Date.now());
}

/** Throws `in_use`, which says where, while something names it. */
export async function refuseInUse(
  call: Pick<ProjectCall, 'metadata' | 'project'>,
  id: string,
): Promise<void> {
  const usages = await usagesOf(call, id);
  if (usages.length === 0) return;
  const details = usages.map((one) => ({ field: `${one.kind}.${one.id}`, message: `${one.name} uses it` }));
  const places = usages.map((one) => `the ${kinds[one.kind]} ${one.name}`);
  throw new InsightsError('in_use', `in use by ${places.join(', ')}`, details);
}
