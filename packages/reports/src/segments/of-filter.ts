import { type Filter, isFieldOfPeople, type SegmentDefinition } from '@gatrix/analytics-protocol/insights';

/** The definition of the people whom a filter is true of: a field of events is the one of their last event. */
export function definitionOf(filter: Filter): SegmentDefinition {
  if ('and' in filter) return { and: filter.and.map(definitionOf) };
  if ('or' in filter) return { or: filter.or.map(definitionOf) };
  return isFieldOfPeople(filter.field) ? filter : { ...filter, field: `last.${filter.field}` };
}
