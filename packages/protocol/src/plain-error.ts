import type { z } from 'zod';

/** Of a value that may have several forms, none of which says what is wrong. */
export const noForm = 'has none of the forms that it may have';

/**
 * What is wrong with a value, behind the name of its field, where its schema says nothing of its own: "must be at least 1".
 * For `safeParse(value, plainErrors)`.
 */
export const plainErrors: z.core.ParseContext<z.core.$ZodIssue> = {
  error(issue) {
    switch (issue.code) {
      case 'invalid_type':
        return issue.input === undefined
          ? 'is required'
          : `must be ${kinds[issue.expected] ?? issue.expected}`;
      case 'too_small':
        return bound(issue, Number(issue.minimum), ['at least', 'greater than']);
      case 'too_big':
        return bound(issue, Number(issue.maximum), ['at most', 'less than']);
      case 'invalid_value':
        if (issue.input === undefined) return 'is required';
        return issue.values.length === 1
          ? `must be ${String(issue.values[0])}`
          : `must be one of ${issue.values.map(String).join(', ')}`;
      case 'invalid_format':
        return formats[issue.format];
      case 'not_multiple_of':
        return `must be a multiple of ${issue.divisor}`;
      case 'invalid_union':
        return noForm;
      case 'unrecognized_keys':
        return `does not know ${issue.keys.join(', ')}`;
      default:
        return undefined;
    }
  },
};

const kinds: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
  null: 'null',
  date: 'a date',
};

const formats: Readonly<Record<string, string>> = {
  email: 'must be an email address',
  url: 'must be a URL',
  uuid: 'must be a UUID',
  guid: 'must be a UUID',
};

/** A number has a value, all else a size. */
function bound(
  { origin, inclusive }: { readonly origin: string; readonly inclusive?: boolean | undefined },
  limit: number,
  [including, excluding]: readonly [string, string],
): string {
  const than = inclusive === false ? excluding : including;
  if (origin === 'number' || origin === 'int' || origin === 'bigint') return `must be ${than} ${limit}`;
  if (including === 'at least' && limit === 1 && inclusive !== false) return 'must not be empty';
  const [one, many] = origin === 'string' ? ['character', 'characters'] : ['entry', 'entries'];
  return `must have ${than} ${limit} ${limit === 1 ? one : many}`;
}
