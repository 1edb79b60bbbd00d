import { currencyProblem, revenueProblem } from '@gatrix/analytics-protocol/track';
import { isObject, text } from './bodies.ts';
import { stableId } from './stable-id.ts';
import type { Delivery, OwnMessage } from './wire-format.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Who a vendor's message is about, and when it was. */
export interface Subject {
  readonly id: string | undefined;
  readonly timestamp: string | number | undefined;
  readonly profileId: string | undefined;
  readonly deviceId: string | undefined;
}

/** A second message out of one of the vendor's, with an id of its own that follows from the first's. */
export function beside(subject: Subject, purpose: string): Subject {
  return { ...subject, id: subject.id === undefined ? undefined : stableId(subject.id, purpose) };
}

/** A record that is refused by itself, and costs its neighbours nothing. */
export function refused(problem: string): OwnMessage[] {
  return [{ type: '', payload: {}, problem }];
}

/** Messages of each item of a list. */
export function ofEach(items: readonly unknown[], read: (item: Fields) => OwnMessage[]): OwnMessage[] {
  return items.flatMap((item) => (isObject(item) ? read(item) : refused('a record must be an object')));
}

/** The same, with how many messages each item became. */
export function ofEachCounted<Item>(
  items: readonly Item[],
  read: (items: readonly Item[]) => OwnMessage[],
): Pick<Delivery, 'messages' | 'perRecord'> {
  const byItem = items.map((item) => read([item]));
  return { messages: byItem.flat(), perRecord: byItem.map(({ length }) => length) };
}

/** Of the first item, where it is an object. */
export function firstOf(items: readonly unknown[]): Fields {
  const [first] = items;
  return isObject(first) ? first : {};
}

/** Traits of a profile; null unsets. None where nobody is known, or nothing is said. */
export function identify(subject: Subject, traits: Fields): OwnMessage[] {
  return subject.profileId === undefined
    ? []
    : [{ type: 'identify', payload: { ...subject, properties: traits } }];
}

/** Traits that are set where there is none yet, or a value put at the end of lists. */
export function change(type: 'set_once' | 'append', subject: Subject, traits: Fields): OwnMessage[] {
  if (subject.profileId === undefined || Object.keys(traits).length === 0) return [];
  const { id, timestamp, profileId } = subject;
  return [{ type, payload: { id, timestamp, profileId, properties: traits } }];
}

/** Adds to a trait; a vendor's negative number is a decrement, and 0 says nothing. */
export function add(subject: Subject, property: string, amount: unknown): OwnMessage[] {
  if (subject.profileId === undefined || typeof amount !== 'number' || amount === 0) return [];
  const { profileId, timestamp } = subject;
  const { id } = beside(subject, `add ${property}`);
  const type = amount > 0 ? 'increment' : 'decrement';
  return [{ type, payload: { id, timestamp, profileId, property, value: Math.abs(amount) } }];
}

/** Both ids are one person; nothing where they are the same already. */
export function alias(subject: Subject, other: string | undefined): OwnMessage[] {
  const { id, timestamp, profileId } = subject;
  if (profileId === undefined || other === undefined || other === profileId) return [];
  return [{ type: 'alias', payload: { id, timestamp, profileId, alias: other } }];
}

/** A group's own traits; `name` among them names it. */
export function group({ timestamp }: Subject, type: string, id: string, traits: Fields): OwnMessage {
  return {
    type: 'group',
    payload: { id, timestamp, type, name: text(traits.name) ?? id, properties: traits },
  };
}

/** The person, or without one the device, belongs to these groups. */
export function assignGroups(subject: Subject, groupIds: readonly string[]): OwnMessage[] {
  if (groupIds.length === 0 || (subject.profileId ?? subject.deviceId) === undefined) return [];
  return [{ type: 'assign_group', payload: { ...subject, groupIds } }];
}

/** Ids of groups that have a type at the vendor: two types may have the same id. */
export function groupIds(groups: unknown): string[] {
  if (!isObject(groups)) return [];
  return Object.entries(groups).flatMap(([type, ids]) =>
    (Array.isArray(ids) ? ids : [ids]).flatMap((id: unknown) => {
      const key = text(id);
      return key === undefined ? [] : [`${type}:${key}`];
    }),
  );
}

/** Takes a property that holds money out of the others; text that is no plain number, and an amount in an unknown `currency`, stay what they are. */
export function withRevenue(properties: Fields, ...names: readonly string[]): Record<string, unknown> {
  const name = names.find(
    (key) => properties[key] !== undefined && revenueProblem(properties[key]) === undefined,
  );
  const isKept = name === undefined || properties[name] === null;
  if (isKept || currencyProblem(properties.currency) !== undefined) return { ...properties };
  const { [name]: amount, ...rest } = properties;
  return { ...rest, __revenue: amount };
}

/** Without the keys that a test names. */
export function without(fields: Fields, isDropped: (key: string) => boolean): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !isDropped(key)));
}

/** `name@version`, as far as they are known. */
export function sdkOf(name: unknown, version: unknown): string | undefined {
  const sdkName = text(name);
  return sdkName === undefined ? undefined : `${sdkName}@${text(version) ?? ''}`;
}
