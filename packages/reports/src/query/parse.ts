import { type ParameterProblem, plainErrors } from '@gatrix/analytics-protocol/insights';
import type { z } from 'zod';
import { InvalidParametersError } from './errors.ts';

/** Validates what a request carries. Throws InvalidParametersError that names every parameter that is wrong. */
export function parseParameters<Parameters>(schema: z.ZodType<Parameters>, input: unknown): Parameters {
  const result = schema.safeParse(input, plainErrors);
  if (result.success) return result.data;
  throw new InvalidParametersError(result.error.issues.flatMap(problemsOf));
}

function problemsOf(issue: z.core.$ZodIssue): ParameterProblem[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: [...path, key].join('.'),
      message: 'is not a parameter of this report',
    }));
  }
  return [{ field: path.join('.'), message: issue.message }];
}
