import type { EventRow, GroupRow } from '@gatrix/analytics-clickhouse-schema';
import type { FilterLeaf, FilterScalar } from '@gatrix/analytics-protocol/insights';
import { isAcquisition } from './dimension.ts';
import { startOfDate } from './local-time.ts';
import { compareText, revenueOf } from './overview.ts';
import type { OracleProfile } from './profiles.ts';
import { byTime, type sessionsOf } from './sessions.ts';

type Json = Readonly<Record<string, FilterScalar>>;

/** A field's value, and by what rules it is compared. */
export type Value =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  | { readonly kind: 'number'; readonly number: number | null }
  | { readonly kind: 'time'; readonly time: number }
  /** Of any type; undefined where it is not set. */
  | { readonly kind: 'free'; readonly value: FilterScalar | undefined };

export function eventValue(event: EventRow, field: string): Value {
  if (field.startsWith('properties.')) {
    const key = field.slice('properties.'.length);
    const value = event.properties[key] ?? event.properties_number[key] ?? event.properties_bool[key];
    return { kind: 'free', value };
  }
  const value = event[field as keyof EventRow];
  if (field === 'timestamp' || field === 'created_at') return { kind: 'time', time: Number(value) };
  if (field === 'revenue') return { kind: 'number', number: Number(event.revenue) || null };
  if (field === 'latitude' || field === 'longitude') return { kind: 'number', number: event[field] };
  if (field === 'groups') return { kind: 'texts', texts: event.groups };
  if (typeof value === 'string') return { kind: 'text', text: value };
  throw new Error(`the oracle does not know ${field}`);
}

export function sessionValue(session: ReturnType<typeof sessionsOf>[number], key: string): Value {
  const { events, views, start, durationMs, isBounce, id } = session;
  const first = events[0];
  const ordered = [...views].sort(byTime);
  switch (key) {
    case 'id':
      return { kind: 'text', text: id };
    case 'profile_id':
      return {
        kind: 'text',
        text:
          events
            .map((event) => event.profile_id)
            .sort(compareText)
            .at(-1) ?? '',
      };
    case 'started_at':
      return { kind: 'time', time: start };
    case 'ended_at':
      return { kind: 'time', time: start + durationMs };
    case 'duration':
      return { kind: 'number', number: durationMs / 1000 };
    case 'page_views':
      return { kind: 'number', number: views.length };
    case 'events':
      return { kind: 'number', number: events.length };
    case 'is_bounce':
      return { kind: 'text', text: String(isBounce) };
    case 'entry_path':
      return { kind: 'text', text: ordered[0]?.path ?? '' };
    case 'exit_path':
      return { kind: 'text', text: ordered.at(-1)?.path ?? '' };
    case 'revenue':
      return { kind: 'number', number: revenueOf(events) };
  }
  if (!first) throw new Error('a session has events');
  return eventValue(isAcquisition(key) ? (session.acquired ?? first) : first, key);
}

export function profileValue(profile: OracleProfile, key: string): Value {
  switch (key) {
    case 'first_name':
    case 'last_name':
    case 'email':
    case 'avatar':
      return { kind: 'text', text: profile[key] };
    case 'groups':
      return { kind: 'texts', texts: profile.groups };
  }
  return { kind: 'free', value: profile.properties[key.replace(/^properties\./, '')] };
}

export function groupValue(row: GroupRow, key: string): Value {
  if (key === 'id') return { kind: 'text', text: row.group_id };
  if (key === 'type' || key === 'name') return { kind: 'text', text: row[key] };
  return jsonValue(row.properties, key);
}

function jsonValue(json: string, key: string): Value {
  const known: Json = json === '' ? {} : JSON.parse(json);
  return { kind: 'free', value: known[key.replace(/^properties\./, '')] };
}

export function meets(value: Value, { op, value: given }: FilterLeaf, timezone: string): boolean {
  if (op === 'isSet') return isSet(value);
  const wanted = given === undefined ? [] : Array.isArray(given) ? given : [given];
  return wanted.some((one) => meetsOne(value, op, one, timezone));
}

function meetsOne(value: Value, op: string, wanted: FilterScalar, timezone: string): boolean {
  switch (value.kind) {
    case 'text':
      return textMeets(value.text, op, wanted);
    case 'texts':
      return value.texts.some((text) => textMeets(text, op, wanted));
    case 'number':
      return value.number !== null && numberMeets(value.number, op, wanted);
    case 'time':
      return inOrder(value.time, op, timeOf(wanted, timezone));
    case 'free':
      return value.value !== undefined && freeMeets(value.value, op, wanted);
  }
}

function isSet(value: Value): boolean {
  switch (value.kind) {
    case 'text':
      return value.text !== '';
    case 'texts':
      return value.texts.length > 0;
    case 'number':
      return value.number !== null;
    case 'time':
      return true;
    case 'free':
      return value.value !== undefined;
  }
}

/** A number meets a text that is one as a number, all else as text. */
function textMeets(text: string, op: string, wanted: FilterScalar): boolean {
  const other = String(wanted);
  switch (op) {
    case 'is':
    case 'in':
      return text === other;
    case 'contains':
      return text.includes(other);
    case 'startsWith':
      return text.startsWith(other);
    case 'endsWith':
      return text.endsWith(other);
    case 'regex':
      return new RegExp(other, 's').test(text);
  }
  if (typeof wanted !== 'number') return inOrder(compareText(text, other), op, 0);
  return /^-?\d+(\.\d+)?$/.test(text) && inOrder(Number(text), op, wanted);
}

function numberMeets(number: number, op: string, wanted: FilterScalar): boolean {
  const isText = ['contains', 'startsWith', 'endsWith', 'regex'].includes(op);
  return isText ? textMeets(String(number), op, wanted) : inOrder(number, op, Number(wanted));
}

/** A value keeps the type it was sent with; a text in a filter may stand for a number or a boolean written so. */
function freeMeets(actual: FilterScalar, op: string, wanted: FilterScalar): boolean {
  const isNumber = wanted !== '' && typeof wanted !== 'boolean' && Number.isFinite(Number(wanted));
  if (op === 'is' || op === 'in') {
    if (typeof actual === 'number') return isNumber && actual === Number(wanted);
    return typeof actual === 'boolean' ? String(actual) === String(wanted) : actual === wanted;
  }
  if (['gt', 'gte', 'lt', 'lte'].includes(op) && isNumber) {
    return typeof actual === 'number' && inOrder(actual, op, Number(wanted));
  }
  return typeof actual === 'string' && textMeets(actual, op, wanted);
}

function timeOf(wanted: FilterScalar, timezone: string): number {
  if (typeof wanted !== 'string') return Number(wanted);
  return wanted.length === 10 ? startOfDate(timezone, wanted) : Date.parse(wanted);
}

function inOrder(a: number, op: string, b: number): boolean {
  switch (op) {
    case 'gt':
      return a > b;
    case 'gte':
      return a >= b;
    case 'lt':
      return a < b;
    case 'lte':
      return a <= b;
    default:
      return a === b;
  }
}
