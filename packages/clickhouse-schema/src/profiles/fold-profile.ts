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
 * they were sent: identify sets and unsets, increment and decrement add to what is set, 0 where no number is.
 */
export function foldProfile(changes: readonly ProfileChange[]): FoldedProfile {
  const properties = new Map<string, Trait | Decimal>();
  const deviceIds = new Set<string>();
  const groups = new Set<string>();
  for (const change of [...changes].sort(byTime)) {
    if (change.deviceId !== '') deviceIds.add(change.deviceId);
    for (const group of change.groups) groups.add(group);
    for (const [key, value] of Object.entries(change.traits)) {
      if (value === null) unset(properties, key);
      else properties.set(key, value);
    }
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

/** Takes what lies below the path along. */
function unset(properties: Map<string, Trait | Decimal>, path: string): void {
  properties.delete(path);
  for (const key of properties.keys()) if (key.startsWith(`${path}.`)) properties.delete(key);
}

function decimalIn(value: Trait | Decimal | undefined): Decimal {
  if (typeof value === 'object') return value;
  return decimalOf(typeof value === 'number' ? value : 0);
}
