import { sql } from '@gatrix/analytics-clickhouse-schema';
import {
  type SegmentDefinition,
  segmentSizeData,
  segmentSizeParameters,
} from '@gatrix/analytics-protocol/insights';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { peopleOf } from '../segments/people.ts';
import { hasFunnel } from '../segments/references.ts';
import type { SegmentPeople } from '../segments/scope.ts';
import { endOfDay } from '../segments/span-of.ts';
import { defineReport } from './report.ts';

/** How many people a definition is true of now, before it is saved. */
export const segmentSize = defineReport({
  name: 'segmentSize',
  path: '/segments/size',
  methods: ['POST'],
  summary: 'How many people a definition of a segment is true of now, out of how many',
  parameters: segmentSizeParameters,
  data: segmentSizeData,
  readsPersons: true,
  readsSessions: ({ definition }) => hasFunnel(definition),
  find: async (plan, { definition }, runner) => {
    const size = await sizeOf(await peopleNow(plan, definition, runner), runner);
    return { data: { size, people: await sizeOf(await everybody(plan, runner), runner) } };
  },
});

/** Everybody with an event or a profile. */
export function everybody(plan: Plan, runner: Runner): Promise<SegmentPeople> {
  return peopleNow(plan, { did: true, count: { op: 'gte', value: 0 } }, runner);
}

/** The people of a definition, now; an error names the condition by the path to it. */
export function peopleNow(
  plan: Plan,
  definition: SegmentDefinition,
  runner: Runner,
  path?: string,
): Promise<SegmentPeople> {
  const scope = { ...plan, until: endOfDay(plan.zone, plan.now), isPast: false };
  return peopleOf(definition, scope, plan, runner, path);
}

async function sizeOf({ rows }: SegmentPeople, runner: Runner): Promise<number> {
  const [row] = await runner.run<{ size: number }>(sql`SELECT count() AS size FROM (${rows})`);
  return row?.size ?? 0;
}
