import { randomUUID } from 'node:crypto';
import type { Digest, JsonValue, Metadata, NewDelivery, Project } from '@gatrix/analytics-metadata';
import { type DigestMessage, digestDefinition } from '@gatrix/analytics-protocol/insights';
import { createZone } from '@gatrix/analytics-reports';
import { dateOf, type Occurrence, occurrences } from './occurrences.ts';
import { type SectionDeps, sectionsOf } from './sections.ts';

export interface DigestDeps extends SectionDeps {
  readonly metadata: SectionDeps['metadata'] &
    Pick<Metadata, 'digests' | 'projects' | 'channels' | 'deliveries'>;
  /** The clock, milliseconds since the epoch. */
  readonly now: () => number;
  /** Where the dashboard is, for links in messages. */
  readonly publicUrl?: string | undefined;
}

/**
 * Stores what a digest sends for its newest day, and when it is next; only the latter where it was sent for that day. Does nothing
 * where another process has done so meanwhile. Rejects while a database is away.
 */
export async function sendDueDigest(deps: DigestDeps, digest: Digest): Promise<void> {
  const project = await deps.metadata.projects.get(digest.projectId);
  const definition = digestDefinition.safeParse(digest.definition).data;
  if (!project || !definition) return;
  const { last, nextAt } = occurrences(createZone(project.timezone), definition.schedule, deps.now());
  const isSent = digest.sentFor !== null && digest.sentFor >= last.date;
  const deliveries = isSent ? [] : await deliveriesOf(deps, project, digest, last, last.date);
  const sentFor = isSent ? digest.sentFor : last.date;
  await deps.metadata.digests.commit(digest, { sentFor, dueAt: nextAt }, deliveries);
}

/** Sends a digest once more, about the same days as the last time. Resolves with how many channels have it. */
export async function sendDigestNow(deps: DigestDeps, project: Project, digest: Digest): Promise<number> {
  const { schedule } = digestDefinition.parse(digest.definition);
  const { last } = occurrences(createZone(project.timezone), schedule, deps.now());
  const deliveries = await deliveriesOf(deps, project, digest, last, `now:${randomUUID()}`);
  for (const delivery of deliveries) await deps.metadata.deliveries.create(delivery);
  return deliveries.length;
}

async function deliveriesOf(
  deps: DigestDeps,
  project: Project,
  digest: Digest,
  { days }: Occurrence,
  occasion: string,
): Promise<NewDelivery[]> {
  const known = new Set((await deps.metadata.channels.list(project.id)).map(({ id }) => id));
  const channels = digest.channels.filter((id) => known.has(id));
  if (channels.length === 0) return [];
  const { source } = digestDefinition.parse(digest.definition);
  const { publicUrl } = deps;
  const place = 'boardId' in source ? `boards/${encodeURIComponent(source.boardId)}` : 'overview';
  const message = {
    type: 'digest' as const,
    project: { id: project.id, name: project.name },
    digest: { id: digest.id, name: digest.name },
    period: { start: dateOf(days[0] ?? 0), end: dateOf(days.at(-1) ?? 0) },
    sections: await sectionsOf(deps, project, source, days),
    at: new Date(deps.now()).toISOString(),
    ...(publicUrl !== undefined && { link: `${publicUrl}/p/${encodeURIComponent(project.id)}/${place}` }),
  } satisfies DigestMessage & JsonValue;
  return channels.map((channelId) => ({
    ...{ projectId: project.id, channelId, subjectId: digest.id, message },
    idempotencyKey: `digest:${digest.id}:${occasion}:${channelId}`,
  }));
}
