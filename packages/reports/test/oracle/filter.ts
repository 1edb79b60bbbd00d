import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import type { Filter, FilterLeaf, FilterScalar } from '@gatrix/analytics-protocol/insights';

/** Whether an event passes a filter. */
export function passesOracle(event: EventRow, filter: Filter): boolean {
  if ('and' in filter) return filter.and.every((child) => passesOracle(event, child));
  if ('or' in filter) return filter.or.some((child) => passesOracle(event, child));
  const negatives: Partial<Record<FilterLeaf['op'], FilterLeaf['op']>> = {
    isNot: 'is',
    notIn: 'in',
    notContains: 'contains',
    isNotSet: 'isSet',
  };
  const positive = negatives[filter.op];
  if (positive) return !passesOracle(event, { ...filter, op: positive });
  const values =
    filter.value === undefined ? [] : Array.isArray(filter.value) ? filter.value : [filter.value];
  const actual = actualOf(event, filter.field);
  if (filter.op === 'isSet') return actual.length > 0;
  return values.some((value) => actual.some((one) => compare(one, filter, value)));
}

/** The values of a field; none where it is not set. */
function actualOf(event: EventRow, field: string): FilterScalar[] {
  if (field.startsWith('properties.')) {
    const key = field.slice('properties.'.length);
    return [event.properties[key], event.properties_number[key], event.properties_bool[key]].filter(
      (value) => value !== undefined,
    );
  }
  switch (field) {
    case 'country':
    case 'path':
    case 'name':
      return event[field] === '' ? [] : [event[field]];
    case 'revenue':
      return event.revenue === 0 ? [] : [event.revenue];
    case 'groups':
      return [...event.groups];
    case 'timestamp':
      return [event.timestamp];
    default:
      throw new Error(`the oracle does not know ${field}`);
  }
}

function compare(actual: FilterScalar, { op, field }: FilterLeaf, wanted: FilterScalar): boolean {
  const isProperty = field.startsWith('properties.');
  switch (op) {
    case 'is':
    case 'in':
      if (isProperty && typeof wanted !== 'string') return actual === wanted;
      return String(actual) === String(wanted);
    case 'contains':
      return String(actual).includes(String(wanted)) && (!isProperty || typeof actual === 'string');
    case 'startsWith':
      return String(actual).startsWith(String(wanted)) && (!isProperty || typeof actual === 'string');
    case 'endsWith':
      return String(actual).endsWith(String(wanted)) && (!isProperty || typeof actual === 'string');
    case 'regex':
      return (
        new RegExp(String(wanted), 's').test(String(actual)) && (!isProperty || typeof actual === 'string')
      );
    default:
      return typeof actual === 'number' && inOrder(actual, op, Number(wanted));
  }
}

function inOrder(a: number, op: string, b: number): boolean {
  if (op === 'gt') return a > b;
  if (op === 'gte') return a >= b;
  return op === 'lt' ? a < b : a <= b;
}
