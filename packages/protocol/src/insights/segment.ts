import { z } from 'zod';
import { plainErrors } from '../plain-error.ts';
import { type DidCondition, didLeaf, type FilterLeaf, filterLeaf } from './filter.ts';
import { checkFunnelSteps, funnelQuestion } from './funnel.ts';
import { commonParameters, listParameters } from './parameters.ts';

const days = z.number().int().min(1).max(3650);

const step = z.number().int().min(1).max(10);

const funnelLeaf = z
  .strictObject({
    funnel: z
      .strictObject({ ...funnelQuestion, lastDays: days.optional() })
      .superRefine(checkFunnelSteps)
      .refine(
        ({ lastDays, startDate, endDate }) => lastDays === undefined || (startDate ?? endDate) === undefined,
        {
          path: ['lastDays'],
          message: 'does not go with startDate and endDate',
        },
      ),
    reached: step.optional().describe('Those who reached this step'),
    lost: step.min(2).optional().describe('Those who reached the step before and not this one'),
  })
  .superRefine(({ funnel, reached, lost }, context) => {
    if ((reached === undefined) === (lost === undefined)) {
      context.addIssue({ code: 'custom', path: ['reached'], message: 'or lost is required, one of them' });
    }
    const at = reached === undefined ? 'lost' : 'reached';
    if (Math.max(reached ?? 0, lost ?? 0) > funnel.steps.length) {
      context.addIssue({
        code: 'custom',
        path: [at],
        message: `there are only ${funnel.steps.length} steps`,
      });
    }
  });
export type FunnelCondition = z.output<typeof funnelLeaf>;

const listLeaf = z.strictObject({
  list: z.string().min(1).max(36).describe('The id of an uploaded list'),
  in: z.boolean().default(true),
});
export type ListCondition = z.output<typeof listLeaf>;

/** Whether a field says what a person is, whatever they did. */
export function isFieldOfPeople(field: string): boolean {
  return /^(cohort|segment)$|^(profile|group|first|last)\../s.test(field);
}

const whoLeaf = filterLeaf.superRefine((leaf, context) => {
  if (!isFieldOfPeople(leaf.field)) {
    const message = 'must be profile.*, group.*, first.*, last.*, cohort or segment';
    context.addIssue({ code: 'custom', path: ['field'], message });
  }
});

export type SegmentCondition = FilterLeaf | DidCondition | FunnelCondition | ListCondition;
export type SegmentDefinition =
  | SegmentCondition
  | { readonly and: readonly SegmentDefinition[] }
  | { readonly or: readonly SegmentDefinition[] };

const maxDepth = 10;
const maxConditions = 50;

/** Who is in a segment: conditions with `and` and `or` around them. An error names the condition that is wrong. */
export const segmentDefinition = z
  .record(z.string(), z.unknown())
  .transform((input, context): SegmentDefinition => {
    const issues: Issue[] = [];
    const checked = checkNode(input, [], { conditions: 0 }, issues);
    for (const issue of issues) context.addIssue({ code: 'custom', ...issue });
    return checked ?? z.NEVER;
  })
  .describe(
    '{"and":[…]} or {"or":[…]}, nested; conditions {"field","op","value"}, {"did","event",…}, {"funnel","reached"|"lost"}, {"list"}',
  );

interface Issue {
  readonly path: (string | number)[];
  readonly message: string;
}

function checkNode(
  value: unknown,
  path: (string | number)[],
  seen: { conditions: number },
  issues: Issue[],
): SegmentDefinition | undefined {
  const fail = (at: (string | number)[], message: string): undefined => {
    issues.push({ path: at, message });
  };
  if (path.length > maxDepth * 2) return fail(path, `must not nest deeper than ${maxDepth}`);
  if (typeof value !== 'object' || value === null) return fail(path, 'must be an object');
  for (const key of ['and', 'or'] as const) {
    if (!Object.hasOwn(value, key)) continue;
    const extra = Object.keys(value).find((name) => name !== key);
    if (extra !== undefined) return fail([...path, extra], `is not allowed beside ${key}`);
    const children: unknown = Reflect.get(value, key);
    if (!Array.isArray(children)) return fail([...path, key], 'must be an array');
    if (children.length === 0) return fail([...path, key], 'must not be empty');
    const nodes = children.map((child: unknown, i) => checkNode(child, [...path, key, i], seen, issues));
    const whole = nodes.filter((node) => node !== undefined);
    return key === 'and' ? { and: whole } : { or: whole };
  }
  seen.conditions += 1;
  if (seen.conditions > maxConditions)
    return fail(path, `must not have more than ${maxConditions} conditions`);
  const kind = (['did', 'funnel', 'list', 'field'] as const).find((key) => Object.hasOwn(value, key));
  if (kind === undefined) return fail(path, 'must have one of and, or, field, did, funnel, list');
  const result = leaves[kind].safeParse(value, plainErrors);
  if (result.success) return result.data;
  for (const issue of result.error.issues) issues.push(...issuesOf(issue, path));
  return undefined;
}

const leaves = { did: didLeaf, funnel: funnelLeaf, list: listLeaf, field: whoLeaf } as const;

function issuesOf(issue: z.core.$ZodIssue, path: (string | number)[]): Issue[] {
  const at = [...path, ...issue.path.map(String)];
  if (issue.code !== 'unrecognized_keys') return [{ path: at, message: issue.message }];
  return issue.keys.map((key) => ({ path: [...at, key], message: 'is not known here' }));
}

const size = z.number().int().nonnegative();
const instant = z.string().describe('Local instant with offset');

const ofSegment = { id: z.string().min(1).max(36).describe('The id of the segment') };

export const segmentMembersParameters = listParameters
  .pick({ timezone: true, limit: true, cursor: true })
  .extend({
    ...ofSegment,
    format: z.enum(['json', 'csv']).default('json').describe('csv: all of them, as a file'),
  });
export type SegmentMembersParameters = z.output<typeof segmentMembersParameters>;

export const segmentMember = z.object({
  id: z.string().describe("The person: a profile's id, or a device's"),
  first_name: z.string(),
  last_name: z.string(),
  email: z.string(),
  first_seen_at: instant,
  last_seen_at: instant,
});
export type SegmentMember = z.output<typeof segmentMember>;
export const segmentMembersData = z.array(segmentMember);

export const segmentSizeParameters = commonParameters.pick({ timezone: true }).extend({
  definition: segmentDefinition,
});
export type SegmentSizeParameters = z.output<typeof segmentSizeParameters>;
export const segmentSizeData = z.object({
  size,
  people: size.describe('Everybody there is: those with an event or a profile'),
});
export type SegmentSizeData = z.output<typeof segmentSizeData>;

export const segmentHistoryParameters = commonParameters
  .pick({ startDate: true, endDate: true, timezone: true })
  .extend(ofSegment);
export type SegmentHistoryParameters = z.output<typeof segmentHistoryParameters>;
export const segmentHistoryData = z.array(
  z.object({
    date: z.string().describe("The day's start, local with offset"),
    size: size.describe('At the end of the day'),
    incomplete: z.literal(true).optional().describe('The day is not over'),
  }),
);
export type SegmentHistoryData = z.output<typeof segmentHistoryData>;

export const segmentListParameters = commonParameters
  .pick({ timezone: true })
  .extend({ id: z.string().min(1).max(36).describe('The id of an uploaded list') });
export type SegmentListParameters = z.output<typeof segmentListParameters>;
export const segmentListData = z.object({
  ids: size.describe('Different ones'),
  known: size.describe('Those of people with an event or a profile'),
});
export type SegmentListData = z.output<typeof segmentListData>;
