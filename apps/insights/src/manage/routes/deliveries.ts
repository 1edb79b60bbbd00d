import type { Delivery } from '@gatrix/analytics-metadata';
import { z } from 'zod';
import { InsightsError } from '../../errors.ts';
import { instant, isoOf, json } from '../fields.ts';
import { invalid, nothing, type ProjectCall, projectRoute } from '../route.ts';

const status = z.enum(['pending', 'sending', 'sent', 'failed', 'unknown']);

export const deliveryItem = z.object({
  id: z.string(),
  channelId: z.string(),
  subjectId: z.string().nullable().describe('The alert that it is about'),
  idempotencyKey: z.string(),
  message: json,
  status: status.describe('unknown: the process died while it was sent, and a chat cannot tell a repeat'),
  attempts: z.number(),
  answerStatus: z.number().nullable().describe('Of HTTP or SMTP'),
  answer: z.string().nullable(),
  dueAt: instant.nullable().describe('When it is tried next'),
  createdAt: instant,
  finishedAt: instant.nullable(),
});

export const listDeliveries = projectRoute('viewer', {
  name: 'listDeliveries',
  method: 'GET',
  path: '/manage/projects/:projectId/deliveries',
  summary: 'Messages sent and to be sent, newest first; those that are over are kept for 90 days',
  input: z.strictObject({
    limit: z.coerce.number().int().min(1).max(500).default(100),
    cursor: z.string().max(36).exactOptional().describe('The id of the last one of the page before'),
    channelId: z.string().max(36).exactOptional(),
    subjectId: z.string().max(36).exactOptional(),
    status: status.exactOptional(),
  }),
  data: z.array(deliveryItem),
  answer: async ({ metadata, project }, { cursor, ...page }) => {
    const before = cursor === undefined ? undefined : await metadata.deliveries.get(cursor);
    if (cursor !== undefined && before?.projectId !== project.id)
      throw invalid([{ field: 'cursor', message: 'is not of this list' }]);
    return (await metadata.deliveries.list(project.id, { ...page, before })).map(itemOfDelivery);
  },
});

export const getDelivery = projectRoute('viewer', {
  name: 'getDelivery',
  method: 'GET',
  path: '/manage/projects/:projectId/deliveries/:deliveryId',
  summary: 'One delivery',
  input: nothing,
  data: deliveryItem,
  answer: async (call) => itemOfDelivery(await deliveryInPath(call)),
});

export const replayDelivery = projectRoute('editor', {
  name: 'replayDelivery',
  method: 'POST',
  path: '/manage/projects/:projectId/deliveries/:deliveryId/replay',
  summary: 'Sends it again, with the same idempotency key; 409 while it is on its way',
  input: nothing,
  data: deliveryItem,
  answer: async (call) => {
    const { id } = await deliveryInPath(call);
    const replayed = await call.metadata.deliveries.replay(id);
    if (!replayed) throw new InsightsError('in_use', 'it is on its way already');
    return itemOfDelivery(replayed);
  },
});

async function deliveryInPath({ metadata, project, inPath }: ProjectCall): Promise<Delivery> {
  const delivery = await metadata.deliveries.get(inPath('deliveryId'));
  if (delivery?.projectId !== project.id) throw new InsightsError('not_found', 'there is no such delivery');
  return delivery;
}

export function itemOfDelivery(found: Delivery): z.output<typeof deliveryItem> {
  const { projectId: _project, createdAt, finishedAt, dueAt, ...rest } = found;
  return {
    ...rest,
    dueAt: rest.status === 'pending' ? isoOf(dueAt) : null,
    createdAt: isoOf(createdAt),
    finishedAt: finishedAt === null ? null : isoOf(finishedAt),
  };
}
