import { z } from 'zod';
import { listParameters } from './parameters.ts';

const count = z.number().int().nonnegative();
const search = z.string().max(200).optional().describe('Part of the name, in any case of letters');

export const eventNamesParameters = listParameters.extend({ search });
export type EventNamesParameters = z.output<typeof eventNamesParameters>;
export const namesData = z.array(
  z.object({ name: z.string(), count: count.describe('Events with it in the range') }),
);
export type NamesData = z.output<typeof namesData>;

export const propertyNamesParameters = listParameters.extend({
  search,
  event: z.string().min(1).max(200).optional().describe('Only properties of this event'),
});
export type PropertyNamesParameters = z.output<typeof propertyNamesParameters>;
export const propertyNamesData = z.array(
  z.object({
    name: z.string().describe('As filters and breakdowns take it: properties.<key>'),
    type: z.enum(['string', 'number', 'boolean']),
    count,
  }),
);
export type PropertyNamesData = z.output<typeof propertyNamesData>;

export const valueNamesParameters = listParameters.extend({
  search,
  field: z.string().min(1).max(300).describe('A column of events, or properties.<key>'),
  event: z.string().min(1).max(200).optional().describe('Only values at this event'),
});
export type ValueNamesParameters = z.output<typeof valueNamesParameters>;
