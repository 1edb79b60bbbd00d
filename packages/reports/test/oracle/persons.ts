import type { EventRow, ProfileChangeRow } from '@gatrix/analytics-clickhouse-schema';
import { byTime } from './sessions.ts';

/** All ids that aliases join with an id, sorted. */
export function joinedOracle(changes: readonly ProfileChangeRow[]) {
  const aliases = changes.filter((change) => change.kind === 'alias');
  return (id: string): string[] => {
    const ids = new Set([id]);
    for (let size = 0; size < ids.size; ) {
      size = ids.size;
      for (const { profile_id, alias } of aliases) {
        if (ids.has(profile_id) || ids.has(alias)) ids.add(profile_id).add(alias);
      }
    }
    return [...ids].sort();
  };
}

/** The person of an id: of ids that aliases join the first that is no alias of another, else the first of all. */
export function aliasOracle(changes: readonly ProfileChangeRow[]) {
  const aliases = changes.filter((change) => change.kind === 'alias');
  const joined = joinedOracle(changes);
  return (id: string): string => {
    const sorted = joined(id);
    return sorted.find((one) => aliases.every(({ alias }) => alias !== one)) ?? sorted[0] ?? id;
  };
}

/** Who did an event: by profile, else by the last profile of the device, else the device; aliases are one. */
export function personOracle(events: readonly EventRow[], changes: readonly ProfileChangeRow[]) {
  const sightings = [...events, ...changes]
    .filter((row) => row.profile_id !== '' && row.device_id !== '')
    .sort(byTime);
  const personOf = aliasOracle(changes);
  const known = new Map<string, string>();
  return ({ profile_id, device_id }: Pick<EventRow, 'profile_id' | 'device_id'>): string => {
    const key = JSON.stringify([profile_id, device_id]);
    const last = sightings.filter((row) => row.device_id === device_id).at(-1);
    const person = known.get(key) ?? personOf(profile_id || last?.profile_id || device_id);
    known.set(key, person);
    return person;
  };
}
