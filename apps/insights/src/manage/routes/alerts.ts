import { newestValue } from '@gatrix/analytics-alerts';
import type { Alert } from '@gatrix/analytics-metadata';
import { type AlertDefinition, alertDefinition, alertStates } from '@gatrix/analytics-protocol/insights';
import { z } from 'zod';
import { InsightsError } from '../../errors.ts';
import { instant, isoOf, json, moment, name } from '../fields.ts';
import { inWatch, placed } from '../placed.ts';
import { nothing, type ProjectCall, projectRoute } from '../route.ts';
import { checkChannels } from './channels.ts';

const state = z.enum(alertStates);
const fields = { name, ...alertDefinition.shape };
const channels = z.array(z.string().max(36)).max(20).describe('The ids of those that are told');

const alert = z.object({
  id: z.string(),
  name: z.string(),
  watch: json,
  interval: json,
  condition: json,
  channels,
  state: state.describe('no_data, too, until it was evaluated first'),
  stateSince: instant.nullable(),
  problem: z.string().nullable().describe('Why it cannot be evaluated as it stands'),
  lastBucket: instant.nullable().describe('The start of the newest bucket that was evaluated'),
  snoozedUntil: instant.nullable(),
  createdBy: z.string().nullable().describe('The id of a user, or of a client'),
  createdAt: instant,
  updatedAt: instant,
});

const seen = z.object({
  bucket: instant.describe('Its start'),
  value: z.number().nullable(),
  firstValue: z.number().nullable().describe('Before late events came'),
  low: z.number().nullable().describe('It fires below; null for no bound'),
  high: z.number().nullable().describe('It fires above; null for no bound'),
  state,
  seenAt: instant,
  revisedAt: instant.nullable().describe('When late events were looked at'),
});

export const listAlerts = projectRoute('reader', {
  name: 'listAlerts',
  method: 'GET',
  path: '/manage/projects/:projectId/alerts',
  summary: 'The alerts and their states, oldest first',
  input: nothing,
  data: z.array(alert),
  answer: async ({ metadata, project }) => (await metadata.alerts.list(project.id)).map(itemOf),
});

export const createAlert = projectRoute('editor', {
  name: 'createAlert',
  method: 'POST',
  path: '/manage/projects/:projectId/alerts',
  summary: 'Watches a figure of a saved report, or the size of a segment; says its value in the last bucket',
  status: 201,
  input: z.strictObject({ ...fields, channels: channels.default([]) }),
  data: alert.extend({ value: z.number().nullable() }),
  answer: async (call, { name: called, channels: told, ...definition }) => {
    const { metadata, project, actor } = call;
    await checkChannels(call, told);
    const value = await currentValue(call, definition);
    const createdBy = 'userId' in actor ? actor.userId : actor.clientId;
    const made = await metadata.alerts.create({
      ...{ projectId: project.id, name: called, channels: told, createdBy },
      definition,
    });
    return { ...itemOf(made), value };
  },
});

export const getAlert = projectRoute('reader', {
  name: 'getAlert',
  method: 'GET',
  path: '/manage/projects/:projectId/alerts/:alertId',
  summary: 'One alert',
  input: nothing,
  data: alert,
  answer: async (call) => itemOf(await alertInPath(call)),
});

export const updateAlert = projectRoute('editor', {
  name: 'updateAlert',
  method: 'PATCH',
  path: '/manage/projects/:projectId/alerts/:alertId',
  summary: 'Changes what is sent; another watch, interval or condition begins anew, without a history',
  input: z.strictObject({
    name: fields.name.exactOptional(),
    watch: fields.watch.exactOptional(),
    interval: fields.interval.exactOptional(),
    condition: fields.condition.exactOptional(),
    channels: channels.exactOptional(),
    snoozedUntil: moment.nullable().exactOptional().describe('Nothing is told until then; null: at once'),
  }),
  data: alert,
  answer: async (call, { watch, interval, condition, ...patch }) => {
    const alert = await alertInPath(call);
    const isOther = watch !== undefined || interval !== undefined || condition !== undefined;
    const old = alertDefinition.parse(alert.definition);
    const definition = {
      watch: watch ?? old.watch,
      interval: interval ?? old.interval,
      condition: condition ?? old.condition,
    };
    await checkChannels(call, patch.channels ?? []);
    if (isOther) await currentValue(call, definition);
    return itemOf(
      known(await call.metadata.alerts.update(alert.id, { ...patch, ...(isOther && { definition }) })),
    );
  },
});

export const deleteAlert = projectRoute('editor', {
  name: 'deleteAlert',
  method: 'DELETE',
  path: '/manage/projects/:projectId/alerts/:alertId',
  summary: 'Deletes an alert and its history',
  input: nothing,
  data: z.object({ id: z.string() }),
  answer: async (call) => {
    const { id } = await alertInPath(call);
    await call.metadata.alerts.delete(id);
    return { id };
  },
});

const dayMs = 86_400_000;

export const listAlertHistory = projectRoute('reader', {
  name: 'listAlertHistory',
  method: 'GET',
  path: '/manage/projects/:projectId/alerts/:alertId/history',
  summary: 'The values seen and what they were held against, oldest first; by default of the last 7 days',
  input: z.strictObject({ from: moment.exactOptional(), to: moment.exactOptional() }),
  data: z.array(seen),
  answer: async (call, { to = Date.now(), from = to - 7 * dayMs }) => {
    const { id } = await alertInPath(call);
    const values = await call.metadata.alerts.values(id, { from, to });
    return values.map(({ bucket, seenAt, revisedAt, ...rest }) => ({
      ...rest,
      ...{
        bucket: isoOf(bucket),
        seenAt: isoOf(seenAt),
        revisedAt: revisedAt === null ? null : isoOf(revisedAt),
      },
    }));
  },
});

/** Whatever is wrong with a definition is found by asking it. */
async function currentValue({ metadata, reports, project }: ProjectCall, definition: AlertDefinition) {
  const newest = newestValue({ metadata, reports, now: Date.now }, project, definition);
  return (await placed(inWatch, newest)).value;
}

async function alertInPath({ metadata, project, inPath }: ProjectCall): Promise<Alert> {
  const alert = known(await metadata.alerts.get(inPath('alertId')));
  return known(alert.projectId === project.id ? alert : undefined);
}

function known(found: Alert | undefined): Alert {
  if (!found) throw new InsightsError('not_found', 'there is no such alert');
  return found;
}

function itemOf(found: Alert): z.output<typeof alert> {
  const { id, name: called, state: current, problem, createdBy } = found;
  const { watch = null, interval = null, condition = null } = fieldsOf(found.definition);
  const timeOf = (at: number | null) => (at === null ? null : isoOf(at));
  return {
    ...{ id, name: called, watch, interval, condition, state: current, problem, createdBy },
    channels: [...found.channels],
    stateSince: timeOf(found.stateSince),
    lastBucket: timeOf(found.lastBucket),
    snoozedUntil: timeOf(found.snoozedUntil),
    createdAt: isoOf(found.createdAt),
    updatedAt: isoOf(found.updatedAt),
  };
}

function fieldsOf(definition: Alert['definition']) {
  const isObject = typeof definition === 'object' && definition !== null && !Array.isArray(definition);
  return isObject ? (definition as Readonly<Record<string, Alert['definition']>>) : {};
}
