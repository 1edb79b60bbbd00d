import { type SegmentDefinition, segmentDefinition } from '@gatrix/analytics-protocol/insights';
import { leavesIn } from '../filters/leaves.ts';
import { InvalidParametersError } from '../query/errors.ts';
import type { SavedSegment } from './scope.ts';

const breakdownPrefix = 'segment.';

/** The ids of the segments that filters and breakdowns in a report's parameters, or in a definition, name. */
export function segmentsIn(parameters: unknown): string[] {
  const inFilters = leavesIn(parameters).flatMap(({ field, value = [] }) =>
    field === 'segment' ? (Array.isArray(value) ? value : [value]).map(String) : [],
  );
  const inBreakdowns = breakdownsIn(parameters)
    .filter((name) => name.startsWith(breakdownPrefix))
    .map((name) => name.slice(breakdownPrefix.length));
  return [...new Set([...inFilters, ...inBreakdowns])];
}

/** A segment without a name: its id is its definition as JSON. Undefined for an id of another kind. */
export function unnamedSegment(id: string): SavedSegment | undefined {
  if (!id.startsWith('{')) return undefined;
  const { success, data } = segmentDefinition.safeParse(jsonOf(id));
  return success ? { id, name: '', definition: data } : undefined;
}

/** Where the condition stands in a report's parameters that an unnamed segment was made of: `filters.and.1`. */
export function placeOf(parameters: unknown, id: string): string | undefined {
  if (typeof parameters !== 'object' || parameters === null) return undefined;
  const { field, value }: { field?: unknown; value?: unknown } = parameters;
  if (field === 'segment' && [value].flat().includes(id)) return '';
  for (const [key, child] of Object.entries(parameters)) {
    const place = placeOf(child, id);
    if (place !== undefined) return place === '' ? key : `${key}.${place}`;
  }
  return undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a report's parameters say that it is broken down by. */
export function breakdownsIn(parameters: unknown): string[] {
  if (typeof parameters !== 'object' || parameters === null) return [];
  const dimensions = ['dimension', 'breakdown', 'breakdowns'].flatMap(
    (name): unknown => Reflect.get(parameters, name) ?? [],
  );
  return dimensions.filter((name) => typeof name === 'string');
}

/**
 * The segments of these ids and all that they name in turn, each behind those that it names. Ids that nothing is saved under are
 * left out: who compiles the condition knows its place. Throws InvalidParametersError for a circle, with the chain of names.
 */
export function segmentsInOrder(
  ids: readonly string[],
  saved: ReadonlyMap<string, SavedSegment>,
  parameter: string,
): SavedSegment[] {
  const ordered = new Map<string, SavedSegment>();
  const visit = (id: string, chain: readonly SavedSegment[]): void => {
    const segment = saved.get(id) ?? unnamedSegment(id);
    if (!segment || ordered.has(id)) return;
    const from = chain.findIndex((one) => one.id === id);
    if (from >= 0) throw circle([...chain.slice(from), segment], parameter);
    for (const named of segmentsIn(segment.definition)) visit(named, [...chain, segment]);
    ordered.set(id, segment);
  };
  for (const id of ids) visit(id, []);
  return [...ordered.values()];
}

function circle(chain: readonly SavedSegment[], parameter: string): InvalidParametersError {
  const names = chain.map(({ name }) => name).join(' → ');
  return new InvalidParametersError([
    { field: parameter, message: `names segments that are each in the other: ${names}` },
  ]);
}

/** Throws InvalidParametersError where a definition names a segment that is not there, or in the end itself. */
export function checkReferences(segment: SavedSegment, saved: readonly SavedSegment[]): void {
  const others = new Map(saved.map((one) => [one.id, one]));
  others.set(segment.id, segment);
  checkNamed(segment.definition, others);
  segmentsInOrder([segment.id], others, 'definition');
}

function checkNamed(definition: SegmentDefinition, others: ReadonlyMap<string, SavedSegment>): void {
  for (const id of segmentsIn(definition)) {
    const unnamed = unnamedSegment(id);
    if (unnamed) checkNamed(unnamed.definition, others);
    else if (!others.has(id)) {
      throw new InvalidParametersError([{ field: 'definition', message: `does not know the segment ${id}` }]);
    }
  }
}

/** Whether any condition is about a funnel, however deep. */
export function hasFunnel(definition: SegmentDefinition): boolean {
  if ('and' in definition) return definition.and.some(hasFunnel);
  if ('or' in definition) return definition.or.some(hasFunnel);
  return 'funnel' in definition;
}
