import { type Decimal, decimalOf, numberOf, sumOf } from './decimal.ts';

type Trait = string | number | boolean;

/** A row of `profile_changes`, as the fold needs it. Times are milliseconds. */
export interface ProfileChange {
  readonly kind: string;
  readonly timestamp: number;
  readonly receivedAt: number;
  readonly sequence: number;
  readonly deviceId: string;
  /** By dot path; null unsets. */
  readonly traits: Readonly<Record<string, Trait | null>>;
  readonly property: string;
  readonly amount: number;
  readonly groups: readonly string[];
}

export interface FoldedProfile {
  readonly properties: Readonly<Record<string, Trait>>;
  readonly deviceIds: readonly string[];
  readonly groups: readonly string[];
}

/**
 * A person's state from all of their changes, whichever of their ids these name, in the order of their timestamps, then as
 * they were sent: identify sets and unsets, set_once sets what is not there, append puts a value at the end of a list, increment
 * and decrement add to what is set, 0 where no number is.
 */
export function foldProfile(changes: readonly ProfileChange[]): FoldedProfile {
  const properties = new Map<string, Trait | Decimal>();
  const deviceIds = new Set<string>();
  const groups = new Set<string>();
  for (const change of [...changes].sort(byTime)) {
    if (change.deviceId !== '') deviceIds.add(change.deviceId);
    for (const group of change.groups) groups.add(group);
    for (const [key, value] of Object.entries(change.traits)) setTrait(properties, change.kind, key, value);
    if (change.kind === 'increment' || change.kind === 'decrement') {
      const current = properties.get(change.property);
      properties.set(change.property, sumOf(decimalIn(current), decimalOf(change.amount)));
    }
  }
  const settled = [...properties].map(([key, value]): [string, Trait] => [
    key,
    typeof value === 'object' ? numberOf(value) : value,
  ]);
  return {
    properties: Object.fromEntries(settled),
    deviceIds: [...deviceIds].sort(),
    groups: [...groups].sort(),
  };
}

function byTime(a: ProfileChange, b: ProfileChange): number {
  return a.timestamp - b.timestamp || a.receivedAt - b.receivedAt || a.sequence - b.sequence;
}

function setTrait(
  properties: Map<string, Trait | Decimal>,
  kind: string,
  key: string,
  value: Trait | null,
): void {
  if (kind === 'append') append(properties, key, value);
  else if (kind === 'set_once') {
    if (value !== null && !properties.has(key)) properties.set(key, value);
  } else if (value === null) unset(properties, key);
  else properties.set(key, value);
}

/** A list is JSON text, as an array in `identify` is; longer than a trait may be it does not get. */
const maxListLength = 8_192;

function append(properties: Map<string, Trait | Decimal>, key: string, value: Trait | null): void {
  const current = properties.get(key);
  const list = JSON.stringify([...listIn(current), value]);
  if (value !== null && list.length <= maxListLength) properties.set(key, list);
}

function listIn(value: Trait | Decimal | undefined): readonly unknown[] {
  if (typeof value !== 'string' || !value.startsWith('[')) return [];
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) ? list : [];
  } catch {
    // Text that merely begins like a list.
    return [];
  }
}

/** Takes what lies below the path along. */
function unset(properties: Map<string, Trait | Decimal>, path: string): void {
  properties.delete(path);
  for (const key of properties.keys()) if (key.startsWith(`${path}.`)) properties.delete(key);
}

function decimalIn(value: Trait | Decimal | undefined): Decimal {
  if (typeof value === 'object') return value;
  return decimalOf(typeof value === 'number' ? value : 0);
}
