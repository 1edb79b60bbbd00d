import { z } from 'zod';
import { rangeParameters } from './parameters.ts';

export const exportParameters = rangeParameters.extend({
  format: z.enum(['ndjson', 'csv', 'parquet']).default('ndjson'),
  bom: z
    .stringbool()
    .or(z.boolean())
    .default(false)
    .describe('csv: begins with a byte order mark, for Excel'),
  people: z
    .stringbool()
    .or(z.boolean())
    .default(false)
    .describe(
      'ndjson without filters: behind the events what was ever said of people and groups, as messages that /track takes',
    ),
});
export type ExportParameters = z.output<typeof exportParameters>;
