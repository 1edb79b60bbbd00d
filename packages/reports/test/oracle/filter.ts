import type { EventRow, GroupRow, ProfileChangeRow } from '@gatrix/analytics-clickhouse-schema';
import type { Filter, FilterLeaf } from '@gatrix/analytics-protocol/insights';
import { isAcquisition } from './dimension.ts';
import { firstOracle, firstValues } from './first-touch.ts';
import { localDate } from './local-time.ts';
import { ofSession } from './overview.ts';
import { personOracle } from './persons.ts';
import { profileOracle, seenOracle } from './profiles.ts';
import { sessionsOf } from './sessions.ts';
import { eventValue, groupValue, meets, profileValue, sessionValue, type Value } from './values.ts';

/** What filters can be about. */
export interface Stored {
  readonly events: readonly EventRow[];
  readonly changes: readonly ProfileChangeRow[];
  readonly groups: readonly GroupRow[];
}

/** Of the negative operators: what each is the negation of. */
export const negatives: Partial<Record<FilterLeaf['op'], FilterLeaf['op']>> = {
  isNot: 'is',
  notIn: 'in',
  notContains: 'contains',
  isNotSet: 'isSet',
};

/** Who is in a segment, by its id. */
export type MembersOf = (segmentId: string) => ReadonlyMap<string, unknown>;

const noSegments: MembersOf = (id) => {
  throw new Error(`the oracle does not know the segment ${id}`);
};

/** Whether an event passes a filter, asked in a time zone. */
export function createFilterOracle(stored: Stored, timezone: string, membersOf = noSegments) {
  const valuesOf = createFields(stored, timezone);
  const person = personOracle(stored.events, stored.changes);
  const passes = (event: EventRow, filter: Filter): boolean => {
    if ('and' in filter) return filter.and.every((child) => passes(event, child));
    if ('or' in filter) return filter.or.some((child) => passes(event, child));
    const positive = negatives[filter.op];
    if (positive) return !passes(event, { ...filter, op: positive });
    if (filter.field === 'segment') {
      return [filter.value ?? []].flat().some((id) => membersOf(String(id)).has(person(event)));
    }
    return valuesOf(event, filter.field).some((value) => meets(value, filter, timezone));
  };
  return passes;
}

/** The values of a field: one of the event, or one of each thing of that kind that the event belongs to. */
function createFields({ events, changes, groups }: Stored, timezone: string) {
  const sessions = sessionsOf(events);
  const person = personOracle(events, changes);
  const profileOf = profileOracle(changes);
  const seen = seenOracle(events, changes);
  const assigned = changes.filter(({ kind }) => kind === 'assign_group');
  const firstOf = firstOracle(events, person);
  const acquired = new Map<string, (event: EventRow) => string>();
  const acquiredOf = (field: string) => {
    const known = acquired.get(field) ?? ofSession(events, (event) => String(event[field as keyof EventRow]));
    acquired.set(field, known);
    return known;
  };
  return (event: EventRow, field: string): Value[] => {
    const [, of = '', key = ''] = /^(session|profile|group)\.(.+)$/s.exec(field) ?? [];
    switch (of) {
      case 'session':
        return sessions
          .filter(({ id }) => id === event.session_id)
          .map((session) => sessionValue(session, key));
      case 'profile': {
        const times = seen.get(person(event));
        if (key === 'first_seen_at' || key === 'last_seen_at') {
          return times ? [{ kind: 'time', time: key === 'first_seen_at' ? times.first : times.last }] : [];
        }
        const profile = profileOf(person(event));
        if (!profile) return [];
        if (key === 'id') return profile.ids.map((text) => ({ kind: 'text', text }));
        return [profileValue(profile, key)];
      }
      case 'group': {
        const who = person(event);
        const own = assigned.filter((change) => who !== '' && person(change) === who);
        const ids = [...event.groups, ...own.flatMap((change) => change.groups)];
        return groups.filter((row) => ids.includes(row.group_id)).map((row) => groupValue(row, key));
      }
    }
    if (isAcquisition(field)) return [{ kind: 'text', text: acquiredOf(field)(event) }];
    if (field === 'cohort' || field === 'first.day') {
      const first = firstOf(person(event))?.event;
      return [{ kind: 'text', text: first ? localDate(timezone, first.timestamp) : '' }];
    }
    if (field.startsWith('first.')) return firstValues(firstOf(person(event)), field, timezone);
    return [eventValue(event, field)];
  };
}
