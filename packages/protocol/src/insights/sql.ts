import { z } from 'zod';
import { commonParameters } from './parameters.ts';

const maxRows = 10_000;

export const sqlParameters = commonParameters.pick({ timezone: true }).extend({
  sql: z
    .string()
    .min(1, 'is empty')
    .max(20_000, 'has more than 20,000 characters')
    .describe(
      "One SELECT of ClickHouse's SQL over the project's own events, profiles and groups; times are in the zone",
    ),
  limit: z.coerce
    .number<number | string>()
    .int()
    .min(1)
    .max(maxRows)
    .default(1000)
    .describe('Rows at most; truncated says whether there were more'),
});
export type SqlParameters = z.output<typeof sqlParameters>;

export const sqlData = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string().describe("ClickHouse's name of it") })),
  rows: z
    .array(z.array(z.unknown()))
    .describe('A value for each column; whole numbers beyond 2^53 are texts'),
  truncated: z.boolean(),
});
export type SqlData = z.output<typeof sqlData>;
