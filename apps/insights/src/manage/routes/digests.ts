import { occurrences, sendDigestNow, shownOf } from '@gatrix/analytics-digests';
import type { Digest } from '@gatrix/analytics-metadata';
import {
  channelSettings,
  type DigestDefinition,
  digestDefinition,
} from '@gatrix/analytics-protocol/insights';
import { createZone } from '@gatrix/analytics-reports';
import { z } from 'zod';
import { InsightsError } from '../../errors.ts';
import { instant, isoOf, json, name } from '../fields.ts';
import { inSource, placed } from '../placed.ts';
import { invalid, nothing, type ProjectCall, parse, projectRoute } from '../route.ts';
import { checkChannels } from './channels.ts';
import { deliveryItem, itemOfDelivery } from './deliveries.ts';

const fields = { name, ...digestDefinition.shape };
const channels = z.array(z.string().max(36)).max(20).describe('The ids of those that it goes to');

const digest = z.object({
  id: z.string(),
  name: z.string(),
  source: json,
  schedule: json,
  channels,
  paused: z.boolean(),
  nextAt: instant.nullable().describe('Null while it is paused'),
  sentFor: z.string().nullable().describe("The project's day on which it was sent last"),
  createdBy: z.string().nullable().describe('The id of a user, or of a client'),
  createdAt: instant,
  updatedAt: instant,
});

export const listDigests = projectRoute('viewer', {
  name: 'listDigests',
  method: 'GET',
  path: '/manage/projects/:projectId/digests',
  summary: 'What is sent again and again, oldest first',
  input: nothing,
  data: z.array(digest),
  answer: async ({ metadata, project }) => (await metadata.digests.list(project.id)).map(itemOf),
});

export const createDigest = projectRoute('editor', {
  name: 'createDigest',
  method: 'POST',
  path: '/manage/projects/:projectId/digests',
  summary: "Sends a board or saved report every day, week or month at an hour of the project's zone",
  status: 201,
  input: z.strictObject({ ...fields, channels: channels.min(1) }),
  data: digest,
  answer: async (call, { name: called, channels: told, ...definition }) => {
    const { metadata, project, actor } = call;
    await checkTold(call, told);
    await placed(inSource, shownOf(call, project, definition.source));
    const createdBy = 'userId' in actor ? actor.userId : actor.clientId;
    const made = { projectId: project.id, name: called, channels: told, definition, createdBy };
    return itemOf(await metadata.digests.create({ ...made, ...beginningNow(call, definition) }));
  },
});

export const getDigest = projectRoute('viewer', {
  name: 'getDigest',
  method: 'GET',
  path: '/manage/projects/:projectId/digests/:digestId',
  summary: 'One digest',
  input: nothing,
  data: digest,
  answer: async (call) => itemOf(await digestInPath(call)),
});

export const updateDigest = projectRoute('editor', {
  name: 'updateDigest',
  method: 'PATCH',
  path: '/manage/projects/:projectId/digests/:digestId',
  summary: 'Changes what is sent; with paused it waits, and goes on with its next day',
  input: z.strictObject({
    name: name.exactOptional(),
    source: fields.source.exactOptional(),
    schedule: fields.schedule.exactOptional(),
    channels: channels.min(1).exactOptional(),
    paused: z.boolean().exactOptional(),
  }),
  data: digest,
  answer: async (call, { source, schedule, paused, ...patch }) => {
    const digest = await digestInPath(call);
    await checkTold(call, patch.channels ?? []);
    const sent = { ...(source && { source }), ...(schedule && { schedule }) };
    const definition = parse(digestDefinition, { ...definitionOf(digest), ...sent });
    if (source) await placed(inSource, shownOf(call, call.project, source));
    const isBegun = schedule !== undefined || paused === false;
    const changed = await call.metadata.digests.update(digest.id, {
      ...patch,
      definition,
      ...(paused !== undefined && { isPaused: paused }),
      ...(isBegun && beginningNow(call, definition)),
    });
    return itemOf(known(changed));
  },
});

export const deleteDigest = projectRoute('editor', {
  name: 'deleteDigest',
  method: 'DELETE',
  path: '/manage/projects/:projectId/digests/:digestId',
  summary: 'Sends it no longer',
  input: nothing,
  data: z.object({ id: z.string() }),
  answer: async (call) => {
    const { id } = await digestInPath(call);
    await call.metadata.digests.delete(id);
    return { id };
  },
});

export const sendDigest = projectRoute('editor', {
  name: 'sendDigest',
  method: 'POST',
  path: '/manage/projects/:projectId/digests/:digestId/send',
  summary: 'Has it sent now, about the same days as the last time; deliveries say how that ends',
  input: nothing,
  data: z.object({ id: z.string(), deliveries: z.array(deliveryItem) }),
  answer: async (call) => {
    const digest = await digestInPath(call);
    const { metadata, publicUrl } = call;
    const made = await sendDigestNow({ metadata, publicUrl, now: Date.now }, call.project, digest);
    return { id: digest.id, deliveries: made.map(itemOfDelivery) };
  },
});

/** A schedule begins with its next day: what went by is not sent. */
function beginningNow({ project }: ProjectCall, { schedule }: DigestDefinition) {
  const { last, nextAt } = occurrences(createZone(project.timezone), schedule, Date.now());
  return { sentFor: last.date, dueAt: nextAt };
}

/** Signals of Gatrix switch flags, and read nothing. */
async function checkTold(call: ProjectCall, told: readonly string[]): Promise<void> {
  await checkChannels(call, told);
  const all = new Map((await call.metadata.channels.list(call.project.id)).map((one) => [one.id, one]));
  const problems = told.flatMap((id, index) => {
    const settings = channelSettings.safeParse(all.get(id)?.settings);
    if (settings.data?.kind !== 'gatrix-signal') return [];
    return [{ field: `channels.${index}`, message: 'is a signal, which cannot show a digest' }];
  });
  if (problems.length > 0) throw invalid(problems);
}

function definitionOf({ definition }: Digest): Partial<DigestDefinition> {
  return digestDefinition.safeParse(definition).data ?? {};
}

async function digestInPath({ metadata, project, inPath }: ProjectCall): Promise<Digest> {
  const digest = known(await metadata.digests.get(inPath('digestId')));
  return known(digest.projectId === project.id ? digest : undefined);
}

function known(found: Digest | undefined): Digest {
  if (!found) throw new InsightsError('not_found', 'there is no such digest');
  return found;
}

function itemOf(found: Digest): z.output<typeof digest> {
  const { id, name: called, isPaused, sentFor, createdBy } = found;
  const { source = null, schedule = null } = definitionOf(found);
  return {
    ...{ id, name: called, source, schedule, sentFor, createdBy },
    channels: [...found.channels],
    paused: isPaused,
    nextAt: isPaused ? null : isoOf(found.dueAt),
    createdAt: isoOf(found.createdAt),
    updatedAt: isoOf(found.updatedAt),
  };
}
