import {
  instantOf,
  isIn,
  joinSql,
  param,
  type Sql,
  type SqlParam,
  sql,
  type Zone,
} from '@gatrix/analytics-clickhouse-schema';
import type { FilterOperator, FilterScalar } from '@gatrix/analytics-protocol/insights';
import { moment } from '@gatrix/analytics-protocol/insights';
import { readablePath, storedPatterns, storedSpellings } from '@gatrix/analytics-protocol/page-path';
import { InvalidParametersError } from '../query/errors.ts';
import { parseInstant } from '../time/range.ts';
import { type Field, propertyIsSet } from './fields.ts';

export interface Where {
  readonly zone: Zone;
  /** The parameter to name where a value does not fit the field. */
  readonly path: string;
}

/** A positive operator on a field; several values mean any of them. */
export function conditionOn(
  field: Field,
  op: FilterOperator,
  values: readonly FilterScalar[],
  where: Where,
): Sql {
  switch (field.kind) {
    case 'text':
      if (op === 'isSet') return sql`${field.text} != ''`;
      return onText(field.text, op, field.isPage ? asStored(op, values) : values);
    case 'texts':
      return op === 'isSet'
        ? sql`notEmpty(${field.texts})`
        : sql`arrayExists(x -> ${onText(sql`x`, op, values)}, ${field.texts})`;
    case 'number':
      return op === 'isSet'
        ? field.isSet
        : sql`${field.isSet} AND ${onNumber(field.number, op, values, where)}`;
    case 'time':
      return op === 'isSet' ? sql`1` : onTime(field.time, op, values, where);
    case 'json':
      return op === 'isSet'
        ? sql`JSONHas(${field.json}, ${param.string(field.key)})`
        : onJson(field, op, values);
    case 'property':
      return op === 'isSet' ? propertyIsSet(field.key) : onProperty(field.key, op, values);
  }
}

/** Addresses of pages in every spelling in which they can be stored. */
function asStored(op: FilterOperator, values: readonly FilterScalar[]): FilterScalar[] {
  if (isComparison(op))
    return values.map((value) => (typeof value === 'string' ? readablePath(value) : value));
  const spellings = op === 'regex' ? storedPatterns : storedSpellings;
  return [...new Set(values.flatMap((value) => spellings(String(value))))];
}

const comparisons = { gt: sql`>`, gte: sql`>=`, lt: sql`<`, lte: sql`<=` } as const;

function isComparison(op: FilterOperator): op is keyof typeof comparisons {
  return op in comparisons;
}

/** On text: numbers compare as numbers where the text is one, texts compare by their bytes. */
function onText(text: Sql, op: FilterOperator, values: readonly FilterScalar[]): Sql {
  if (op === 'is' || op === 'in') return isOneOf(text, values.map(String));
  return anyOf(values, (value) => {
    if (isComparison(op) && typeof value === 'number') {
      return sql`ifNull(toFloat64OrNull(toString(${text})) ${comparisons[op]} ${param.float(value)}, 0)`;
    }
    const expected = param.string(String(value));
    if (isComparison(op)) return sql`${text} ${comparisons[op]} ${expected}`;
    if (op === 'contains') return sql`position(${text}, ${expected}) > 0`;
    if (op === 'startsWith') return sql`startsWith(${text}, ${expected})`;
    if (op === 'endsWith') return sql`endsWith(${text}, ${expected})`;
    return sql`match(${text}, ${expected})`;
  });
}

function onNumber(number: Sql, op: FilterOperator, values: readonly FilterScalar[], where: Where): Sql {
  if (op !== 'is' && op !== 'in' && !isComparison(op)) return onText(sql`toString(${number})`, op, values);
  const numbers = values.map((value) => {
    const expected = asNumber(value);
    if (expected === undefined) throw unfit(where, 'must be a number for this field');
    return expected;
  });
  if (!isComparison(op)) return isOneOfNumbers(number, numbers);
  return anyOf(numbers, (expected) => sql`${number} ${comparisons[op]} ${param.float(expected)}`);
}

/** ClickHouse keeps times up to the year 2299, milliseconds. */
const latest = Date.UTC(2299, 11, 31);

function onTime(time: Sql, op: FilterOperator, values: readonly FilterScalar[], where: Where): Sql {
  if (op !== 'is' && op !== 'in' && !isComparison(op)) throw unfit(where, 'does not fit a time field');
  const instants = values.map((value) => {
    if (typeof value === 'boolean') throw unfit(where, 'must be a time for this field');
    const expected = typeof value === 'number' ? value : instantIn(value, where);
    if (Math.abs(expected) > latest) throw unfit(where, 'lies outside of what can be stored');
    return expected;
  });
  if (isComparison(op))
    return anyOf(instants, (expected) => sql`${time} ${comparisons[op]} ${param.time(expected)}`);
  const [only] = instants;
  if (instants.length === 1 && only !== undefined) return sql`(${time} = ${param.time(only)})`;
  return isIn(sql`toUnixTimestamp64Milli(${time})`, param.integers(instants.map(Math.trunc)));
}

/**
 * On a property: a number meets numbers, a boolean booleans. A text meets texts, and for `is` and the comparisons
 * also numbers and booleans that are written so, because a value in an address has no type.
 */
function onProperty(key: string, op: FilterOperator, values: readonly FilterScalar[]): Sql {
  const k = param.string(key);
  if (op === 'is' || op === 'in')
    return isOneOfTyped(values, {
      text: (isAny) => sql`mapContains(properties, ${k}) AND ${isAny(sql`properties[${k}]`)}`,
      number: (isAny) => sql`mapContains(properties_number, ${k}) AND ${isAny(sql`properties_number[${k}]`)}`,
      flag: (flag) => sql`mapContains(properties_bool, ${k}) AND properties_bool[${k}] = ${flag}`,
    });
  return anyOf(values, (value) => {
    const number = asNumber(value);
    if (isComparison(op) && number !== undefined) {
      return sql`mapContains(properties_number, ${k}) AND properties_number[${k}] ${comparisons[op]} ${param.float(number)}`;
    }
    return sql`mapContains(properties, ${k}) AND ${onText(sql`properties[${k}]`, op, [value])}`;
  });
}

/** On a key of a JSON object, as on a property. */
function onJson(
  { json, key }: Extract<Field, { kind: 'json' }>,
  op: FilterOperator,
  values: readonly FilterScalar[],
): Sql {
  const k = param.string(key);
  const type = sql`toString(JSONType(${json}, ${k}))`;
  const isNumber = sql`${type} IN ('Int64', 'UInt64', 'Double')`;
  if (op === 'is' || op === 'in')
    return isOneOfTyped(values, {
      text: (isAny) => sql`${type} = 'String' AND ${isAny(sql`JSONExtractString(${json}, ${k})`)}`,
      number: (isAny) => sql`${isNumber} AND ${isAny(sql`JSONExtractFloat(${json}, ${k})`)}`,
      flag: (flag) => sql`${type} = 'Bool' AND JSONExtractBool(${json}, ${k}) = ${flag}`,
    });
  return anyOf(values, (value) => {
    const number = asNumber(value);
    if (isComparison(op) && number !== undefined) {
      return sql`${isNumber} AND JSONExtractFloat(${json}, ${k}) ${comparisons[op]} ${param.float(number)}`;
    }
    return sql`${type} = 'String' AND ${onText(sql`JSONExtractString(${json}, ${k})`, op, [value])}`;
  });
}

/** Conditions on a value that has a type: that it is one of the texts or numbers, or is the flag. */
interface TypedConditions {
  readonly text: (isAny: (text: Sql) => Sql) => Sql;
  readonly number: (isAny: (number: Sql) => Sql) => Sql;
  readonly flag: (flag: SqlParam) => Sql;
}

/** A list for each type, since a server takes 1,000 parameters of a statement at most. */
function isOneOfTyped(values: readonly FilterScalar[], { text, number, flag }: TypedConditions): Sql {
  const texts = values.filter((value) => typeof value === 'string');
  const numbers = values.map(asNumber).filter((value) => value !== undefined);
  const flags = [...new Set(values.map(asFlag).filter((value) => value !== undefined))];
  const cases = [
    ...(texts.length > 0 ? [text((one) => isOneOf(one, texts))] : []),
    ...(numbers.length > 0 ? [number((one) => isOneOfNumbers(one, numbers))] : []),
    ...flags.map((value) => flag(param.bool(value))),
  ];
  return cases.length === 0 ? sql`0` : sql`(${joinSql(cases, sql` OR `)})`;
}

function isOneOfNumbers(number: Sql, values: readonly number[]): Sql {
  const [only] = values;
  if (only === undefined) return sql`0`;
  return values.length === 1 ? sql`(${number} = ${param.float(only)})` : isIn(number, param.floats(values));
}

/** `IN` takes an eighth of the time that `has` takes on a column with few values. */
function isOneOf(text: Sql, values: readonly string[]): Sql {
  const [only] = values;
  if (only === undefined) return sql`0`;
  if (values.length === 1) return sql`${text} = ${param.string(only)}`;
  return isIn(text, param.strings(values));
}

function anyOf<Value>(values: readonly Value[], condition: (value: Value) => Sql): Sql {
  if (values.length === 0) return sql`0`;
  const conditions = joinSql(
    values.map((value) => sql`(${condition(value)})`),
    sql` OR `,
  );
  // One condition, whatever stands beside it.
  return values.length === 1 ? conditions : sql`(${conditions})`;
}

function asNumber(value: FilterScalar): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function asFlag(value: FilterScalar): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

function instantIn(text: string, where: Where): number {
  if (!moment.safeParse(text).success) throw unfit(where, 'must be a day or an instant for this field');
  return text.length === 10
    ? instantOf(where.zone, Date.parse(`${text}T00:00:00Z`))
    : parseInstant(text, where.zone);
}

function unfit(where: Where, message: string): InvalidParametersError {
  return new InvalidParametersError([{ field: where.path, message }]);
}
