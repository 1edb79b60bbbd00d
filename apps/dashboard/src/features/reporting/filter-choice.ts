import type { DidCondition, Filter, FilterLeaf } from '@gatrix/analytics-protocol/insights';

/** Those that compare with one value, or with none. */
export const plainOperators = [
  'is',
  'isNot',
  'contains',
  'notContains',
  'startsWith',
  'endsWith',
  'gt',
  'gte',
  'lt',
  'lte',
  'isSet',
  'isNotSet',
] as const;

export const filterOperators = [...plainOperators, 'in', 'notIn'] as const;
export type FilterOperator = (typeof filterOperators)[number];

/** A condition as the page knows it: one field, and a value, or several with an end of line between them. */
export interface FilterChoice {
  readonly field: string;
  readonly op: FilterOperator;
  readonly value: string;
  /** It, or the one before it. */
  readonly or?: boolean;
}

export function needsValue(op: FilterOperator): boolean {
  return op !== 'isSet' && op !== 'isNotSet';
}

export function takesSeveral(op: FilterOperator): boolean {
  return op === 'in' || op === 'notIn';
}

export function valuesOf({ op, value }: FilterChoice): readonly string[] {
  return takesSeveral(op) ? value.split('\n') : [value];
}

/** All of them hold, or of those that are joined by "or" one, as the query API takes it. */
export function filterOf(choices: readonly FilterChoice[]): Filter | undefined {
  if (choices.length === 0) return undefined;
  const groups: FilterLeaf[][] = [];
  for (const choice of choices) {
    const last = groups.at(-1);
    if (choice.or && last) last.push(leafOf(choice));
    else groups.push([leafOf(choice)]);
  }
  return { and: groups.flatMap((group): Filter[] => (group.length > 1 ? [{ or: group }] : group)) };
}

/** What people did, or with `isNot` did not do; the value is the rest of the condition, as JSON. */
const didField = 'did';

export function didChoice({ did, ...rest }: DidCondition): FilterChoice {
  return { field: didField, op: did ? 'is' : 'isNot', value: JSON.stringify(rest) };
}

/** The condition of such a choice; undefined of any other. */
export function didOf({ field, op, value }: Pick<FilterChoice, 'field' | 'op' | 'value'>) {
  const rest = field === didField ? objectOf(value) : undefined;
  return rest && ({ did: op === 'is', ...rest } as DidCondition);
}

function objectOf(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function leafOf(choice: FilterChoice): FilterLeaf {
  const { field, op, value } = choice;
  const did = didOf(choice);
  // Whom a condition is true of is to the API a segment whose id is the condition.
  if (did) return { field: 'segment', op: 'in', value: [JSON.stringify(did)] };
  if (!needsValue(op)) return { field, op };
  if (takesSeveral(op)) return { field, op, value: [...valuesOf(choice)] };
  const isOrder = op === 'gt' || op === 'gte' || op === 'lt' || op === 'lte';
  const number = Number(value);
  return { field, op, value: isOrder && value.trim() !== '' && Number.isFinite(number) ? number : value };
}

/** The choices that a filter is made of; undefined where it says more than choices can. */
export function choicesOf(filter: Filter): readonly FilterChoice[] | undefined {
  if ('and' in filter) {
    const parts = filter.and.map(choicesOf);
    return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? []);
  }
  if ('or' in filter) {
    const parts = filter.or.map((one) => ('field' in one ? choicesOf(one) : undefined));
    if (parts.length === 0 || parts.some((part) => part === undefined)) return undefined;
    return parts.flatMap((part) => part ?? []).map((one, index) => (index > 0 ? { ...one, or: true } : one));
  }
  const op = filterOperators.find((known) => known === filter.op);
  const { field, value = '' } = filter;
  const did = field === 'segment' && op === 'in' ? objectOf([value].flat().join()) : undefined;
  if (did && 'did' in did) return [didChoice(did as DidCondition)];
  const values = (Array.isArray(value) ? value : [value]).map(String);
  if (!op || !isField(field) || Array.isArray(value) !== takesSeveral(op)) return undefined;
  return values.some((one) => one.includes('\n')) ? undefined : [{ field, op, value: values.join('\n') }];
}

export function isSameFilter(a: FilterChoice, b: FilterChoice): boolean {
  return a.field === b.field && a.op === b.op && a.value === b.value;
}

/** Adds it, or takes it away where it is there; who was joined to it is joined to the one before. */
export function toggled(choices: readonly FilterChoice[], choice: FilterChoice): readonly FilterChoice[] {
  const index = choices.findIndex((known) => isSameFilter(known, choice));
  if (index < 0) return [...choices, choice];
  const next = choices[index + 1];
  const isHead = choices[index]?.or !== true;
  const others = choices.filter((_, place) => place !== index);
  return next?.or && isHead ? others.with(index, { ...next, or: false }) : others;
}

/** Reads `country~is~KR`; with a `|` before it, it is joined to the one before by "or". */
export function readFilters(texts: readonly string[]): FilterChoice[] {
  const choices = texts.flatMap((text): FilterChoice[] => {
    const [field = '', name = '', ...rest] = text.replace(/^\|/, '').split('~');
    const op = filterOperators.find((one) => one === name);
    if (!op || !isField(field)) return [];
    if (field === didField && !objectOf(rest.join('~'))) return [];
    return [{ field, op, value: rest.join('~'), ...(text.startsWith('|') && { or: true }) }];
  });
  return choices.map((choice, index) => (index === 0 && choice.or ? { ...choice, or: false } : choice));
}

export function writeFilters(choices: readonly FilterChoice[]): string[] {
  return choices.map(({ field, op, value, or }) => `${or ? '|' : ''}${field}~${op}~${value}`);
}

function isField(field: string): boolean {
  return /^[a-z_]+$/.test(field) || /^(properties|profile|session|group|first)\../.test(field);
}
