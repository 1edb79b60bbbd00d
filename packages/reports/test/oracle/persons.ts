import type { EventRow, ProfileChangeRow } from '@gatrix/analytics-clickhouse-schema';
import { byTime } from './sessions.ts';

/** Who did an event: by profile, else by the last profile of the device, else the device; aliases are one. */
export function personOracle(events: readonly EventRow[], changes: readonly ProfileChangeRow[]) {
  const sightings = [...events, ...changes]
    .filter((row) => row.profile_id !== '' && row.device_id !== '')
    .map((row) => ({ ...row, session_id: '' }))
    .sort((a, b) => byTime(a, b));
  const groups: Set<string>[] = [];
  for (const { kind, profile_id, alias } of changes) {
    if (kind !== 'alias') continue;
    const touching = groups.filter((group) => group.has(profile_id) || group.has(alias));
    const merged = new Set([profile_id, alias, ...touching.flatMap((group) => [...group])]);
    for (const group of touching) groups.splice(groups.indexOf(group), 1);
    groups.push(merged);
  }
  return (event: EventRow): string => {
    const last = sightings
      .filter((row) => row.device_id === event.device_id && event.device_id !== '')
      .at(-1);
    const own = event.profile_id || last?.profile_id || event.device_id;
    const group = groups.find((ids) => ids.has(own));
    return group ? `one of ${[...group].sort().join()}` : own;
  };
}
