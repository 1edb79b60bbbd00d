import { type FilterLeaf, filterLeaf } from '@gatrix/analytics-protocol/insights';

/** The conditions of every filter in a report's parameters, wherever it stands. */
export function leavesIn(parameters: unknown): FilterLeaf[] {
  if (typeof parameters !== 'object' || parameters === null) return [];
  if ('field' in parameters && 'op' in parameters) {
    const leaf = filterLeaf.safeParse(parameters);
    if (leaf.success) return [leaf.data];
  }
  return Object.values(parameters).flatMap(leavesIn);
}

/** Whether a field, or a dimension, says something of the event's person that does not follow from the event. */
export function isOfPersons(field: string): boolean {
  return /^(cohort$|segment(\.|$)|(profile|group|first)\.)/s.test(field);
}

/** The patterns of its `regex` conditions. */
export function patternsOf({ op, value }: FilterLeaf): string[] {
  if (op !== 'regex' || value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}
