import type { FunnelQuery } from '../../api/reports.ts';
import { objectOf, textsOf } from '../reporting/address-json.ts';
import { type FilterChoice, filterOf, readFilters, writeFilters } from '../reporting/filter-choice.ts';

/** A step: any of these events, where the filters hold. */
export interface StepChoice {
  /** One at least; '' where none is chosen yet. */
  readonly events: readonly [string, ...string[]];
  readonly filters: readonly FilterChoice[];
}

export const emptyStep: StepChoice = { events: [''], filters: [] };
export const maxEvents = 50;

/** Reads a step of an address: the name of its event, or what else it has as JSON. */
export function readStep(text: string): StepChoice {
  if (!text.startsWith('{')) return { ...emptyStep, events: [text] };
  const { any, filter } = objectOf(text);
  const [first = '', ...others] = textsOf(any).slice(0, maxEvents);
  return { events: [first, ...others], filters: readFilters(textsOf(filter)) };
}

export function writeStep({ events, filters }: StepChoice): string {
  const isPlain = events.length === 1 && filters.length === 0 && !events[0].startsWith('{');
  if (isPlain) return events[0];
  return JSON.stringify({ any: events, ...(filters.length > 0 && { filter: writeFilters(filters) }) });
}

/** As answers call it; '' where no event is chosen yet. */
export function stepName({ events }: StepChoice): string {
  return events.filter((name) => name !== '').join(' | ');
}

/** As the query API takes it. */
export function askedStep({ events, filters }: StepChoice): FunnelQuery['steps'][number] {
  const names = [...new Set(events)].filter((name) => name !== '');
  const [name = ''] = names;
  const own = filterOf(filters);
  return { ...(names.length > 1 ? { anyOf: names } : { name }), ...(own && { filters: own }) };
}
