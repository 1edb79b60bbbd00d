import { z } from 'zod';
import { commonParameters } from './parameters.ts';

const count = z.number().int().nonnegative();
const counts = {
  accepted: count,
  rejected: count,
  duplicates: count.describe('Sent again; stored once'),
  bots: count,
};

export const ingestHealthParameters = commonParameters.pick({
  startDate: true,
  endDate: true,
  timezone: true,
  interval: true,
});
export type IngestHealthParameters = z.output<typeof ingestHealthParameters>;

export const ingestHealthData = z.object({
  ...counts,
  truncated: count.describe('Values that were too long and were cut'),
  rejected_by_reason: z.array(z.object({ reason: z.string(), count })),
  last_received_at: z.string().nullable().describe('When the newest visible event was received'),
  queue_depth: count.nullable().describe('Messages that wait to be stored; null where it is not known'),
  lag_seconds: z.number().nonnegative().nullable().describe('How long the oldest of them has waited'),
  series: z.array(z.object({ date: z.string(), ...counts, incomplete: z.literal(true).optional() })),
});
export type IngestHealthData = z.output<typeof ingestHealthData>;
