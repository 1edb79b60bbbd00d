import { z } from 'zod';
import { alertIntervals, alertWatch } from './alert.ts';

/** What stands before the name of each gauge: Gatrix' safeguards look for it. */
export const gaugePrefix = 'gatrix_impact_';

export const gaugeName = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9_]*$/, 'must be lower-case letters, digits and underscores, a letter first')
  .refine((name) => !name.startsWith(gaugePrefix), `must be what follows ${gaugePrefix}`)
  .describe(`Of the metric, without ${gaugePrefix}`);

/** Which figure a gauge shows, in which buckets. */
export const gaugeDefinition = z.strictObject({ watch: alertWatch, interval: z.enum(alertIntervals) });
export type GaugeDefinition = z.output<typeof gaugeDefinition>;
