import type { Filter } from '@gatrix/analytics-protocol/insights';

/** The patterns of all `regex` conditions in a filter. */
export function regularExpressionsIn(filter: Filter): string[] {
  if ('and' in filter) return filter.and.flatMap(regularExpressionsIn);
  if ('or' in filter) return filter.or.flatMap(regularExpressionsIn);
  if (filter.op !== 'regex' || filter.value === undefined) return [];
  const values = Array.isArray(filter.value) ? filter.value : [filter.value];
  return values.map(String);
}
