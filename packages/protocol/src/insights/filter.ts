import { z } from 'zod';

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

/** JSON text or the object itself, checked node by node so that an error names the node that is wrong. */
export const filters = z
  .union([z.string(), z.record(z.string(), z.unknown())])
  .transform((input, context): Filter => {
    const value = typeof input === 'string' ? parseJson(input) : input;
    if (value === undefined) {
      context.addIssue({ code: 'custom', message: 'must be JSON' });
      return z.NEVER;
    }
    const issues: FilterIssue[] = [];
    const node = checkNode(value, [], { leaves: 0 }, issues);
    for (const issue of issues) context.addIssue({ code: 'custom', ...issue });
    return node ?? z.NEVER;
  })
  .describe('{"and":[…]} or {"or":[…]}, nested; leaves {"field","op","value"}');

interface FilterIssue {
  readonly path: (string | number)[];
  readonly message: string;
}

function checkNode(
  value: unknown,
  path: (string | number)[],
  seen: { leaves: number },
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
  const leaf = filterLeaf.safeParse(value);
  if (leaf.success) return leaf.data;
  for (const issue of leaf.error.issues) {
    issues.push({ path: [...path, ...issue.path.map(String)], message: issue.message });
  }
  return undefined;
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
