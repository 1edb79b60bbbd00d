/** A row of `profile_changes`, as the fold needs it. Times are milliseconds. */
export interface ProfileChange {
  readonly id: string;
  readonly kind: string;
  readonly timestamp: number;
  readonly deviceId: string;
  readonly traits: Readonly<Record<string, string | number | boolean>>;
  readonly property: string;
  readonly amount: number;
  readonly groups: readonly string[];
}

export interface FoldedProfile {
  readonly properties: Readonly<Record<string, string | number | boolean>>;
  readonly deviceIds: readonly string[];
  readonly groups: readonly string[];
}

/**
 * A profile's state from all of its changes, in the order of their timestamps (then ids, so that every fold of the
 * same changes is the same): identify sets, increment and decrement add to what is set, 0 where nothing is.
 */
export function foldProfile(changes: readonly ProfileChange[]): FoldedProfile {
  const properties = new Map<string, string | number | boolean>();
  const deviceIds = new Set<string>();
  const groups = new Set<string>();
  for (const change of inOrder(changes)) {
    if (change.deviceId !== '') deviceIds.add(change.deviceId);
    for (const group of change.groups) groups.add(group);
    for (const [key, value] of Object.entries(change.traits)) properties.set(key, value);
    if (change.kind === 'increment' || change.kind === 'decrement') {
      const current = properties.get(change.property);
      properties.set(change.property, add(typeof current === 'number' ? current : 0, change.amount));
    }
  }
  return {
    properties: Object.fromEntries(properties),
    deviceIds: [...deviceIds].sort(),
    groups: [...groups].sort(),
  };
}

function inOrder(changes: readonly ProfileChange[]): ProfileChange[] {
  return [...changes].sort((a, b) => a.timestamp - b.timestamp || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** Decimals stay decimals: 0.1 + 0.2 is 0.3. Ten places, as far as a double has them. */
function add(a: number, b: number): number {
  const sum = a + b;
  return Math.abs(sum) < 1e5 ? Number(sum.toFixed(10)) : sum;
}
