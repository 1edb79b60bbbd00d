import { identifier, type MoneySql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { InvalidParametersError } from '../query/errors.ts';

/** How a field reads in SQL over a row of `events`, or of what an event belongs to. */
export type Field =
  /** `isPage`: an address of a page, which has several spellings. */
  | { readonly kind: 'text'; readonly text: Sql; readonly isPage?: true }
  | { readonly kind: 'number'; readonly number: Sql; readonly isSet: Sql }
  | { readonly kind: 'time'; readonly time: Sql }
  | { readonly kind: 'texts'; readonly texts: Sql }
  | { readonly kind: 'property'; readonly key: string }
  /** A key of a flat JSON object. */
  | { readonly kind: 'json'; readonly json: Sql; readonly key: string };

/** A field of the event itself. */
export type EventField = Exclude<Field, { readonly kind: 'json' }>;

const textColumns = [
  'name',
  'device_id',
  'profile_id',
  'session_id',
  'origin',
  'title',
  'referrer_name',
  'referrer_type',
  'channel',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
  'click_id_type',
  'click_id',
  'country',
  'region',
  'city',
  'os',
  'os_version',
  'browser',
  'browser_version',
  'device',
  'brand',
  'model',
  'currency',
  'sdk_name',
  'sdk_version',
];

const pageColumns = ['path', 'hash', 'referrer'];

const otherColumns: Record<string, EventField> = {
  id: { kind: 'text', text: sql`toString(id)` },
  timestamp: { kind: 'time', time: sql`timestamp` },
  created_at: { kind: 'time', time: sql`created_at` },
  latitude: { kind: 'number', number: sql`toFloat64(ifNull(latitude, 0))`, isSet: sql`latitude IS NOT NULL` },
  longitude: {
    kind: 'number',
    number: sql`toFloat64(ifNull(longitude, 0))`,
    isSet: sql`longitude IS NOT NULL`,
  },
  groups: { kind: 'texts', texts: sql`groups` },
};

/** The field by its name in a request; `revenue` is the converted amount, where there is one. Throws InvalidParametersError that names `parameter` for an unknown one. */
export function fieldOf(name: string, parameter: string, { amount }: MoneySql): EventField {
  if (name === 'revenue')
    return { kind: 'number', number: sql`toFloat64(${amount})`, isSet: sql`${amount} != 0` };
  if (pageColumns.includes(name)) return { kind: 'text', text: identifier(name), isPage: true };
  if (textColumns.includes(name)) return { kind: 'text', text: identifier(name) };
  const column = Object.hasOwn(otherColumns, name) ? otherColumns[name] : undefined;
  if (column) return column;
  if (name.startsWith('properties.') && name.length > 'properties.'.length) {
    return { kind: 'property', key: name.slice('properties.'.length) };
  }
  throw new InvalidParametersError([{ field: parameter, message: `does not know the field ${name}` }]);
}

/** True where the event has the property, of whatever type. */
export function propertyIsSet(key: string): Sql {
  const k = param.string(key);
  return sql`(mapContains(properties, ${k}) OR mapContains(properties_number, ${k}) OR mapContains(properties_bool, ${k}))`;
}

/** A property's value as text: strings as they are, numbers in their shortest form, `true` and `false`; else ''. */
export function propertyText(key: string): Sql {
  const k = param.string(key);
  return sql`multiIf(mapContains(properties, ${k}), properties[${k}], mapContains(properties_number, ${k}), toString(properties_number[${k}]), mapContains(properties_bool, ${k}), if(properties_bool[${k}], 'true', 'false'), '')`;
}

/** A field's value as text; '' where it has none. */
export function textOf(field: EventField): Sql {
  switch (field.kind) {
    case 'text':
      return sql`toString(${field.text})`;
    case 'number':
      return sql`if(${field.isSet}, toString(${field.number}), '')`;
    case 'time':
      return sql`toString(${field.time})`;
    case 'texts':
      return sql`arrayStringConcat(arraySort(arrayMap(x -> toString(x), ${field.texts})), ', ')`;
    case 'property':
      return propertyText(field.key);
  }
}
