import { randomBytes, randomUUID } from 'node:crypto';
import type { Channel } from '@gatrix/analytics-metadata';
import { type ChannelSettings, channelSettings } from '@gatrix/analytics-protocol/insights';
import { z } from 'zod';
import { InsightsError } from '../../errors.ts';
import { instant, isoOf, json, name } from '../fields.ts';
import { invalid, nothing, type ProjectCall, parse, projectRoute } from '../route.ts';
import { refuseInUse } from '../usages.ts';
import { deliveryItem, itemOfDelivery } from './deliveries.ts';

const settings = z
  .record(z.string(), json)
  .describe(
    '{"kind":"mail","to":[…]}, {"kind":"slack"|"discord"|"teams","url"}, {"kind":"webhook","url","secret"} or {"kind":"gatrix-signal","url","endpoint","token"}',
  );
const channel = z.object({
  id: z.string(),
  name: z.string(),
  settings: json.describe('Without what is secret of it'),
  createdBy: z.string().nullable().describe('The id of a user, or of a client'),
  createdAt: instant,
  updatedAt: instant,
});
const withSecret = channel.extend({
  secret: z.string().optional().describe('Of a new webhook: shown this once'),
});

export const listChannels = projectRoute('viewer', {
  name: 'listChannels',
  method: 'GET',
  path: '/manage/projects/:projectId/channels',
  summary: 'Where messages can go, oldest first',
  input: nothing,
  data: z.array(channel),
  answer: async ({ metadata, project }) => (await metadata.channels.list(project.id)).map(itemOf),
});

export const createChannel = projectRoute('admin', {
  name: 'createChannel',
  method: 'POST',
  path: '/manage/projects/:projectId/channels',
  summary: 'Adds a channel: mail, a chat, a signed webhook, or a signal of Gatrix',
  status: 201,
  input: z.strictObject({ name, settings }),
  data: withSecret,
  answer: async ({ metadata, project, actor }, input) => {
    const isNew = input.settings.kind === 'webhook' && input.settings.secret === undefined;
    const secret = `gws_${randomBytes(32).toString('base64url')}`;
    const checked = settingsOf(isNew ? { ...input.settings, secret } : input.settings);
    const createdBy = 'userId' in actor ? actor.userId : actor.clientId;
    const made = { projectId: project.id, name: input.name, settings: checked, createdBy };
    return { ...itemOf(await metadata.channels.create(made)), ...(isNew && { secret }) };
  },
});

export const getChannel = projectRoute('viewer', {
  name: 'getChannel',
  method: 'GET',
  path: '/manage/projects/:projectId/channels/:channelId',
  summary: 'One channel',
  input: nothing,
  data: channel,
  answer: async (call) => itemOf(await channelInPath(call)),
});

export const updateChannel = projectRoute('admin', {
  name: 'updateChannel',
  method: 'PATCH',
  path: '/manage/projects/:projectId/channels/:channelId',
  summary: 'Changes what is sent; of the settings, too: what is secret and absent stays',
  input: z.strictObject({ name: name.exactOptional(), settings: settings.exactOptional() }),
  data: channel,
  answer: async (call, { settings: changed, ...patch }) => {
    const channel = await channelInPath(call);
    const merged = changed && settingsOf(mergedWith(channel, changed));
    return itemOf(
      known(
        await call.metadata.channels.update(channel.id, { ...patch, ...(merged && { settings: merged }) }),
      ),
    );
  },
});

export const deleteChannel = projectRoute('admin', {
  name: 'deleteChannel',
  method: 'DELETE',
  path: '/manage/projects/:projectId/channels/:channelId',
  summary: 'Deletes a channel and its deliveries; 409 where something uses it, with what that is',
  input: nothing,
  data: z.object({ id: z.string() }),
  answer: async (call) => {
    const { id } = await channelInPath(call);
    await refuseInUse(call, id);
    await call.metadata.channels.delete(id);
    return { id };
  },
});

export const testChannel = projectRoute('admin', {
  name: 'testChannel',
  method: 'POST',
  path: '/manage/projects/:projectId/channels/:channelId/test',
  summary: 'Sends a test message; its delivery says how that ended',
  status: 201,
  input: nothing,
  data: deliveryItem,
  answer: async (call) => {
    const { metadata, project } = call;
    const { id, name: called } = await channelInPath(call);
    const at = new Date().toISOString();
    const made = await metadata.deliveries.create({
      ...{ projectId: project.id, channelId: id, subjectId: null },
      idempotencyKey: `test:${randomUUID()}`,
      message: { type: 'test', project: { id: project.id, name: project.name }, channel: called, at },
    });
    if (!made) throw new Error('a new key was known');
    return itemOfDelivery(made);
  },
});

/** The ids of these channels; throws where one is not of the project. */
export async function checkChannels(
  { metadata, project }: Pick<ProjectCall, 'metadata' | 'project'>,
  ids: readonly string[],
): Promise<void> {
  const existing = new Set((await metadata.channels.list(project.id)).map(({ id }) => id));
  const problems = ids.flatMap((id, index) =>
    existing.has(id) ? [] : [{ field: `channels.${index}`, message: 'is not a channel of this project' }],
  );
  if (problems.length > 0) throw invalid(problems);
}

function settingsOf(input: unknown): ChannelSettings {
  return parse(z.object({ settings: channelSettings }), { settings: input }).settings;
}

function mergedWith({ settings: old }: Channel, changed: Readonly<Record<string, unknown>>) {
  const before = typeof old === 'object' && old !== null ? old : {};
  const isOther = (key: string) => changed[key] !== undefined && changed[key] !== Reflect.get(before, key);
  // A token goes nowhere else than to where it was given for.
  const token = 'token' in before && isOther('url') ? { token: undefined } : {};
  return isOther('kind') ? changed : { ...before, ...token, ...changed };
}

async function channelInPath({ metadata, project, inPath }: ProjectCall): Promise<Channel> {
  const channel = known(await metadata.channels.get(inPath('channelId')));
  return known(channel.projectId === project.id ? channel : undefined);
}

function known(found: Channel | undefined): Channel {
  if (!found) throw new InsightsError('not_found', 'there is no such channel');
  return found;
}

function itemOf({ projectId: _project, ...found }: Channel): z.output<typeof channel> {
  const parsed = channelSettings.safeParse(found.settings);
  return {
    ...found,
    settings: parsed.success ? shownOf(parsed.data) : null,
    createdAt: isoOf(found.createdAt),
    updatedAt: isoOf(found.updatedAt),
  };
}

/** The address of a chat's webhook is its key. */
function shownOf(all: ChannelSettings) {
  if (all.kind === 'mail') return all;
  if (all.kind === 'webhook') return { kind: all.kind, url: all.url };
  if (all.kind === 'gatrix-signal') return { kind: all.kind, url: all.url, endpoint: all.endpoint };
  return { kind: all.kind, url: `${new URL(all.url).origin}/…`, language: all.language };
}
