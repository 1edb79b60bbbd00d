import { z } from 'zod';
import { filters } from './filter.ts';
import { isDay } from './moment.ts';

const id = z.string().min(1).max(36);
const day = z.string().refine(isDay, 'must be a day, such as 2026-11-01');
const place = {
  id: id.describe('Of the item, on its board'),
  width: z.enum(['third', 'half', 'full']).default('half').describe('Of the board’s; a phone has one column'),
};

export const boardItem = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ ...place, kind: z.literal('report'), savedReportId: id }),
    z.strictObject({
      ...place,
      kind: z.literal('figure'),
      savedReportId: id,
      figure: z.string().min(1).max(200),
    }),
    z.strictObject({
      ...place,
      kind: z.literal('note'),
      text: z.string().max(10_000).describe('Markdown; HTML in it is shown as text'),
    }),
  ],
  { error: 'must be of the kind report, figure or note' },
);
export type BoardItem = z.output<typeof boardItem>;

export const boardRange = z.union(
  [
    z.strictObject({ lastDays: z.number().int().min(1).max(3_650) }),
    z
      .strictObject({ startDate: day, endDate: day })
      .refine(({ startDate, endDate }) => startDate <= endDate, {
        path: ['endDate'],
        message: 'must not lie before startDate',
      }),
  ],
  { error: 'must be {"lastDays"} or {"startDate","endDate"}' },
);
export type BoardRange = z.output<typeof boardRange>;

/** What stands on a board: the items in their order, over one range and behind one set of filters. */
export const boardContent = z.strictObject({
  range: boardRange.default({ lastDays: 28 }),
  filters: filters.optional(),
  items: z
    .array(boardItem)
    .max(40)
    .refine(
      (items) => new Set(items.map((item) => item.id)).size === items.length,
      'must have ids of their own',
    ),
});
export type BoardContent = z.output<typeof boardContent>;

export const boardTemplates = ['new-game', 'launch-week', 'monetization', 'retention'] as const;
export type BoardTemplate = (typeof boardTemplates)[number];
