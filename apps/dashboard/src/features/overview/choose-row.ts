import type { FilterChoice } from '../reporting/filter-choice.ts';

/** The filter that a row of a list stands for; the empty value is one that is not set. */
export function filterFor(field: string, value: string): FilterChoice {
  return value === '' ? { field, op: 'isNotSet', value: '' } : { field, op: 'is', value };
}
