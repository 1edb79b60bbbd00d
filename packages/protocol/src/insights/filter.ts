import { z } from 'zod';
import { plainErrors } from '../plain-error.ts';
import { moment } from './moment.ts';

export const filterOperators = [
  'is',
  'isNot',
  'contains',
  'notContains',
  'startsWith',
  'endsWith',
  'regex',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'notIn',
  'isSet',
  'isNotSet',
] as const;
export type FilterOperator = (typeof filterOperators)[number];

const scalar = z.union([z.string().max(8192), z.number(), z.boolean()]);
export type FilterScalar = z.output<typeof scalar>;

export const filterLeaf = z
  .strictObject({
    field: z.string().min(1).max(300),
    op: z.enum(filterOperators),
    value: z.union([scalar, z.array(scalar).max(1000)]).optional(),
  })
  .superRefine((leaf, context) => {
    const problem = valueProblem(leaf.op, leaf.value);
    if (problem) context.addIssue({ code: 'custom', path: ['value'], message: problem });
  });
export type FilterLeaf = z.output<typeof filterLeaf>;

export type Filter = FilterLeaf | { readonly and: readonly Filter[] } | { readonly or: readonly Filter[] };

const maxDepth = 10;
const maxLeaves = 200;

/**
 * JSON text or the object itself, checked node by node so that an error names the node that is wrong. `takesDid`: leaves may say
 * what the event's person did; that is not allowed inside of such a leaf.
 */
function filterTree({ takesDid }: { readonly takesDid: boolean }) {
  return z.union([z.string(), z.record(z.string(), z.unknown())]).transform((input, context): Filter => {
    const value = typeof input === 'string' ? parseJson(input) : input;
    if (value === undefined) {
      context.addIssue({ code: 'custom', message: 'must be JSON' });
      return z.NEVER;
    }
    const issues: FilterIssue[] = [];
    const node = checkNode(value, [], { leaves: 0, takesDid }, issues);
    for (const issue of issues) context.addIssue({ code: 'custom', ...issue });
    return node ?? z.NEVER;
  });
}

const leafForm = '{"and":[…]} or {"or":[…]}, nested; leaves {"field","op","value"}';
const eventFilters = filterTree({ takesDid: false }).describe(leafForm);

const comparisons = ['is', 'isNot', 'gt', 'gte', 'lt', 'lte'] as const;
export type Comparison = (typeof comparisons)[number];

const days = z.number().int().min(1).max(3650);

/** When something happened: between two moments, in the last local days (today is one), or in a person's first days. */
const range = z.union(
  [
    z
      .strictObject({ startDate: moment.optional(), endDate: moment.optional() })
      .refine(({ startDate, endDate }) => startDate !== undefined || endDate !== undefined),
    z.strictObject({ lastDays: days }),
    z.strictObject({ firstDays: days }),
  ],
  { error: 'must be {"startDate","endDate"}, {"lastDays"} or {"firstDays"}' },
);
export type SegmentRange = z.output<typeof range>;

/** A condition on what a person did, or did not do. */
export const didLeaf = z
  .strictObject({
    did: z.boolean().describe('False: those of whom the rest is not true'),
    event: z.string().min(1).max(200).optional().describe('Default: any event'),
    filters: eventFilters.optional(),
    count: z
      .strictObject({ op: z.enum(comparisons), value: z.number().int().min(0) })
      .optional()
      .describe('How often. Default: at least once'),
    sum: z
      .strictObject({
        property: z
          .string()
          .refine(
            (name) => name === 'revenue' || /^properties\../s.test(name),
            'must be revenue or properties.<key>',
          ),
        op: z.enum(comparisons),
        value: z.number(),
      })
      .optional()
      .describe('What a property of these events adds up to; 0 for those who have none'),
    range: range.optional().describe('Default: ever'),
  })
  .refine(({ count, sum }) => count === undefined || sum === undefined, {
    path: ['sum'],
    message: 'does not go with count; write two conditions',
  });
export type DidCondition = z.output<typeof didLeaf>;

export const filters = filterTree({ takesDid: true }).describe(
  `${leafForm}, or {"did","event","filters","count"|"sum","range"}: what the event's person did or did not do`,
);

interface FilterIssue {
  readonly path: (string | number)[];
  readonly message: string;
}

function checkNode(
  value: unknown,
  path: (string | number)[],
  seen: { leaves: number; readonly takesDid: boolean },
  issues: FilterIssue[],
): Filter | undefined {
  if (path.length > maxDepth * 2) return fail(issues, path, `must not nest deeper than ${maxDepth}`);
  if (typeof value !== 'object' || value === null) return fail(issues, path, 'must be an object');
  for (const key of ['and', 'or'] as const) {
    if (!(key in value)) continue;
    const children: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
    const extra = Object.keys(value).find((name) => name !== key);
    if (extra !== undefined) return fail(issues, [...path, extra], `is not allowed beside ${key}`);
    if (!Array.isArray(children)) return fail(issues, [...path, key], 'must be an array');
    const nodes = children.map((child: unknown, i) => checkNode(child, [...path, key, i], seen, issues));
    const whole = nodes.filter((node) => node !== undefined);
    return key === 'and' ? { and: whole } : { or: whole };
  }
  seen.leaves += 1;
  if (seen.leaves > maxLeaves) return fail(issues, path, `must not have more than ${maxLeaves} conditions`);
  const isDid = Object.hasOwn(value, 'did');
  if (isDid && !seen.takesDid)
    return fail(issues, [...path, 'did'], 'is not allowed in another did condition');
  const leaf = isDid
    ? segmentOf(didLeaf.safeParse(value, plainErrors))
    : filterLeaf.safeParse(value, plainErrors);
  if (leaf.success) return leaf.data;
  for (const issue of leaf.error.issues) {
    issues.push({ path: [...path, ...issue.path.map(String)], message: issue.message });
  }
  return undefined;
}

/** Whom a condition is true of is a segment without a name: its id is the condition itself, as JSON. */
function segmentOf(
  condition: z.ZodSafeParseResult<DidCondition>,
): z.ZodSafeParseResult<FilterLeaf> | z.ZodSafeParseError<DidCondition> {
  if (!condition.success) return condition;
  return filterLeaf.safeParse({ field: 'segment', op: 'in', value: [JSON.stringify(condition.data)] });
}

function fail(issues: FilterIssue[], path: (string | number)[], message: string): undefined {
  issues.push({ path, message });
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function valueProblem(op: FilterOperator, value: FilterLeaf['value']): string | undefined {
  if (op === 'isSet' || op === 'isNotSet') return undefined;
  if (value === undefined) return 'is required';
  if (op === 'in' || op === 'notIn') return Array.isArray(value) ? undefined : 'must be an array';
  if (op === 'gt' || op === 'gte' || op === 'lt' || op === 'lte') {
    return typeof value === 'number' || typeof value === 'string' ? undefined : 'must be a number or a text';
  }
  if (op === 'is' || op === 'isNot') return undefined;
  const values = Array.isArray(value) ? value : [value];
  return values.every((entry) => typeof entry === 'string') ? undefined : 'must be a text';
}
