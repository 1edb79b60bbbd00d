import { randomUUID } from 'node:crypto';
import type { Delivery, Digest, JsonValue, Metadata, NewDelivery, Project } from '@gatrix/analytics-metadata';
import {
  type DigestDefinition,
  type DigestMessage,
  digestDefinition,
  type UnwrittenDigest,
} from '@gatrix/analytics-protocol/insights';
import { createZone, dayMs } from '@gatrix/analytics-reports';
import { z } from 'zod';
import { dateOf, type Occurrence, occurrences } from './occurrences.ts';
import { type SectionDeps, sectionsOf } from './sections.ts';

/** What a page saves: the search of its address. */
const pageQuery = z.object({ search: z.string() });

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
  const deliveries = isSent ? [] : await deliveriesOf(deps, project, digest, last);
  const sentFor = isSent ? digest.sentFor : last.date;
  await deps.metadata.digests.commit(digest, { sentFor, dueAt: nextAt }, deliveries);
}

/** Has a digest sent once more, about the same days as the last time; its figures are read where it is sent. */
export async function sendDigestNow(
  deps: Pick<DigestDeps, 'metadata' | 'now' | 'publicUrl'>,
  project: Project,
  digest: Digest,
): Promise<readonly Delivery[]> {
  const { schedule } = digestDefinition.parse(digest.definition);
  const { last } = occurrences(createZone(project.timezone), schedule, deps.now());
  const unwritten = await unwrittenOf(deps, project, digest, last);
  const made: Delivery[] = [];
  for (const one of await toChannels(deps, project, digest, unwritten, `now:${randomUUID()}`)) {
    const delivery = await deps.metadata.deliveries.create(one);
    if (delivery) made.push(delivery);
  }
  return made;
}

/** The digest with the figures of its days; undefined where it was deleted. Rejects while a database is away. */
export async function writeDigest(
  deps: DigestDeps,
  unwritten: UnwrittenDigest,
): Promise<JsonValue | undefined> {
  const digest = await deps.metadata.digests.get(unwritten.digest.id);
  const definition = digestDefinition.safeParse(digest?.definition).data;
  const project = digest && (await deps.metadata.projects.get(digest.projectId));
  if (!definition || !project) return undefined;
  const { start, end } = unwritten.period;
  const days: number[] = [];
  for (let day = Date.parse(start); day <= Date.parse(end); day += dayMs) days.push(day);
  const { link, ...rest } = unwritten;
  const sections = await sectionsOf(deps, project, definition.source, days);
  return { ...rest, ...(link !== undefined && { link }), sections } satisfies DigestMessage & JsonValue;
}

async function deliveriesOf(
  deps: DigestDeps,
  project: Project,
  digest: Digest,
  occurrence: Occurrence,
): Promise<NewDelivery[]> {
  const { source } = digestDefinition.parse(digest.definition);
  const unwritten = await unwrittenOf(deps, project, digest, occurrence);
  const message = { ...unwritten, sections: await sectionsOf(deps, project, source, occurrence.days) };
  return toChannels(deps, project, digest, message, occurrence.date);
}

async function unwrittenOf(
  { metadata, publicUrl, now }: Pick<DigestDeps, 'metadata' | 'now' | 'publicUrl'>,
  project: Project,
  digest: Digest,
  { days }: Occurrence,
) {
  const { source } = digestDefinition.parse(digest.definition);
  return {
    type: 'digest' as const,
    project: { id: project.id, name: project.name },
    digest: { id: digest.id, name: digest.name },
    period: { start: dateOf(days[0] ?? 0), end: dateOf(days.at(-1) ?? 0) },
    at: new Date(now()).toISOString(),
    ...(publicUrl !== undefined && {
      link: `${publicUrl}/p/${encodeURIComponent(project.id)}/${await placeOf(metadata, source)}`,
    }),
  } satisfies UnwrittenDigest & JsonValue;
}

/** Where the dashboard shows it; of a report that no page has saved, the overview. */
async function placeOf(
  { savedReports }: Pick<Metadata, 'savedReports'>,
  source: DigestDefinition['source'],
): Promise<string> {
  if ('boardId' in source) return `boards?${new URLSearchParams({ board: source.boardId })}`;
  const saved = await savedReports.get(source.savedReportId);
  const page = pageQuery.safeParse(saved?.query);
  if (!saved || !page.success) return '';
  const search = new URLSearchParams(page.data.search);
  search.set('saved', saved.id);
  return `${saved.report === 'overview' ? '' : encodeURIComponent(saved.report)}?${search}`;
}

async function toChannels(
  { metadata }: Pick<DigestDeps, 'metadata'>,
  project: Project,
  digest: Digest,
  message: JsonValue,
  occasion: string,
): Promise<NewDelivery[]> {
  const existing = new Set((await metadata.channels.list(project.id)).map(({ id }) => id));
  return digest.channels
    .filter((id) => existing.has(id))
    .map((channelId) => ({
      ...{ projectId: project.id, channelId, subjectId: digest.id, message },
      idempotencyKey: `digest:${digest.id}:${occasion}:${channelId}`,
    }));
}
