import type { Definition } from '../../api/segments.ts';
import { isPayment } from '../reporting/did-text.ts';

/** The conditions of a definition, and whether all of them must be true or any. */
export interface Conditions {
  readonly match: 'and' | 'or';
  readonly list: readonly Definition[];
}

/** A condition that the editor has fields for; anything else is kept as it is. */
export type Kind = 'did' | 'who' | 'segment' | 'list' | 'other';

export function conditionsOf(definition: Definition): Conditions {
  for (const match of ['and', 'or'] as const) {
    const list = definition[match];
    if (Array.isArray(list)) return { match, list: list.filter(isDefinition) };
  }
  return { match: 'and', list: [definition] };
}

export function definitionOf({ match, list }: Conditions): Definition {
  const [only] = list;
  return list.length === 1 && only ? only : { [match]: list };
}

function isDefinition(value: unknown): value is Definition {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function kindOf(condition: Definition): Kind {
  if ('did' in condition) return isPlainDid(condition) ? 'did' : 'other';
  if ('list' in condition) return 'list';
  if (condition.field === 'segment') {
    return Array.isArray(condition.value) && condition.value.length === 1 ? 'segment' : 'other';
  }
  return 'field' in condition && !Array.isArray(condition.value) ? 'who' : 'other';
}

/** How often and when, and nothing else. */
function isPlainDid(condition: Definition): boolean {
  const { filters, sum, count, range } = condition;
  if ((filters !== undefined && !isPayment(condition)) || sum !== undefined) return false;
  const isAtLeast = count === undefined || (isDefinition(count) && count.op === 'gte');
  const isDays =
    range === undefined || (isDefinition(range) && ('lastDays' in range || 'firstDays' in range));
  return isAtLeast && isDays;
}

export const newConditions: Readonly<Record<Exclude<Kind, 'other' | 'list'>, Definition>> = {
  did: { did: true },
  who: { field: 'first.utm_campaign', op: 'is', value: '' },
  segment: { field: 'segment', op: 'in', value: [''] },
};

/** Days of a range by its key; undefined where it is another. */
export function daysOf({ range }: Definition, key: 'lastDays' | 'firstDays'): number | undefined {
  const days = isDefinition(range) ? range[key] : undefined;
  return typeof days === 'number' ? days : undefined;
}

export function timesOf({ count }: Definition): number {
  const value = isDefinition(count) ? count.value : undefined;
  return typeof value === 'number' ? value : 1;
}

/** A change of a condition; what is undefined is left out. */
export function changed(condition: Definition, patch: Definition): Definition {
  return Object.fromEntries(
    Object.entries({ ...condition, ...patch }).filter(([, value]) => value !== undefined),
  );
}
