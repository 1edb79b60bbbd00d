import { z } from 'zod';
import { listParameters } from './parameters.ts';

const count = z.number().int().nonnegative();

export const flowsParameters = listParameters
  .omit({ cursor: true })
  .extend({
    event: z.string().min(1).max(200).optional().describe('The event that anchors a flow'),
    path: z.string().max(2000).optional().describe('The page that anchors a flow; with event, both must fit'),
    direction: z.enum(['after', 'before']).default('after'),
    depth: z.coerce
      .number<number | string>()
      .int()
      .min(1)
      .max(10)
      .default(3)
      .describe('Steps beside the anchor'),
    show: z
      .enum(['events', 'pages'])
      .default('events')
      .describe('Steps are events by name, or page views by path'),
  })
  .superRefine(({ event, path }, context) => {
    if (event !== undefined || path !== undefined) return;
    context.addIssue({ code: 'custom', path: ['event'], message: 'or path is required' });
  });
export type FlowsParameters = z.output<typeof flowsParameters>;

export const flowsData = z.object({
  sessions: count.describe('Sessions with an anchor in the range'),
  nodes: z
    .array(z.object({ id: z.string(), step: count.describe('0 is the anchor'), name: z.string(), count }))
    .describe('At most `limit` a step; the rest is one node "(other)"'),
  links: z.array(z.object({ source: z.string(), target: z.string(), count })),
  paths: z
    .array(z.object({ path: z.array(z.string()), count }))
    .describe('The most frequent ones, in the order of time'),
});
export type FlowsData = z.output<typeof flowsData>;
