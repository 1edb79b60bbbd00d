import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import type { ProfileSort } from '@gatrix/analytics-protocol/insights';
import { isAcquisition } from './dimension.ts';
import type { Stored } from './filter.ts';
import { localInstant } from './local-time.ts';
import { sentOf } from './money.ts';
import { compareText, revenueOf } from './overview.ts';
import { aliasOracle, joinedOracle, personOracle } from './persons.ts';
import { profileOracle, seenOracle } from './profiles.ts';
import { byTime, distinct, type Session } from './sessions.ts';

/** An event as lists show it. */
export function eventItemOracle(event: EventRow, timezone: string) {
  const {
    project_id,
    sequence,
    hash,
    click_id_type,
    click_id,
    latitude,
    longitude,
    sdk_name,
    sdk_version,
    ...shown
  } = event;
  const { properties_number, properties_bool, retention_days, ...item } = shown;
  const { sent: _, ...row } = { sent: 0, ...item };
  return {
    ...row,
    revenue: sentOf(event),
    timestamp: localInstant(timezone, event.timestamp),
    created_at: localInstant(timezone, event.created_at),
    properties: { ...event.properties, ...properties_number, ...properties_bool },
  };
}

const facts = [
  'referrer',
  'referrer_name',
  'referrer_type',
  'channel',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'country',
  'region',
  'city',
  'os',
  'browser',
  'device',
] as const;

export function sessionItemOracle(session: Session, timezone: string) {
  const { id, events, start, durationMs, views, isBounce } = session;
  const [first] = events;
  const ordered = [...views].sort(byTime);
  return {
    id,
    device_id: first?.device_id,
    profile_id: events
      .map((event) => event.profile_id)
      .sort(compareText)
      .at(-1),
    started_at: localInstant(timezone, start),
    ended_at: localInstant(timezone, start + durationMs),
    duration: durationMs / 1000,
    page_views: views.length,
    events: events.length,
    is_bounce: isBounce,
    entry_path: ordered[0]?.path ?? '',
    exit_path: ordered.at(-1)?.path ?? '',
    revenue: revenueOf(events),
    ...Object.fromEntries(
      facts.map((fact) => [fact, (isAcquisition(fact) ? session.acquired : first)?.[fact]]),
    ),
  };
}

const contains = (text: string, search: string | undefined) =>
  search === undefined || text.toLowerCase().includes(search.toLowerCase());

/** How often each name is there, of those that contain the search. */
export function namesOracle(all: readonly string[], search: string | undefined) {
  return [...new Set(all)]
    .filter((name) => contains(name, search))
    .map((name) => ({ name, count: all.filter((one) => one === name).length }))
    .sort((a, b) => b.count - a.count || compareText(a.name, b.name));
}

export function typeNames(events: readonly EventRow[], search: string | undefined) {
  const sources = [
    ['string', (event: EventRow) => event.properties],
    ['number', (event: EventRow) => event.properties_number],
    ['boolean', (event: EventRow) => event.properties_bool],
  ] as const;
  return sources
    .flatMap(([type, of]) =>
      namesOracle(
        events.flatMap((event) => Object.keys(of(event))),
        search,
      ).map(({ name, count }) => ({ name: `properties.${name}`, type, count })),
    )
    .sort((a, b) => b.count - a.count || compareText(a.name, b.name) || compareText(a.type, b.type));
}

/** Everyone who ever had a profile id, or those whom these ids are of. */
export function profilesOracle(
  { events, changes, groups }: Stored,
  timezone: string,
  search: string | undefined,
  ids: readonly string[] | undefined,
) {
  const personOf = aliasOracle(changes);
  const joined = joinedOracle(changes);
  const profileOf = profileOracle(changes);
  const used = new Set([...events, ...changes].map((row) => row.profile_id));
  const isFound = (id: string) => {
    const profile = profileOf(id);
    // An id that only an alias names is known where something is known of the person.
    const names = joined(id).filter((one) => one !== '' && (used.has(one) || profile));
    const texts = profile ? [profile.email, `${profile.first_name} ${profile.last_name}`] : [];
    return [...names, ...texts].some((text) => contains(text, search));
  };
  const people = [...seenOracle(events, changes)].filter(
    ([id]) => isFound(id) && (!ids || ids.map(personOf).includes(id)),
  );
  return people
    .sort(([a, seenA], [b, seenB]) => seenB.last - seenA.last || compareText(b, a))
    .map(([id, { first, last }]) => {
      const { ids: all = [id], ...known } = profileOf(id) ?? { ...nothing, ids: joined(id) };
      return {
        id,
        ...known,
        aliases: all.filter((one) => one !== id),
        group_names: Object.fromEntries(
          groups
            .filter(({ group_id }) => known.groups.includes(group_id))
            .map(({ group_id, name }) => [group_id, name]),
        ),
        first_seen_at: localInstant(timezone, first),
        last_seen_at: localInstant(timezone, last),
      };
    });
}

/** A list of people in another order, with what each of them ever did. */
export function sortedProfilesOracle<Item extends { readonly id: string }>(
  listed: readonly Item[],
  { events, changes }: Stored,
  { sort, direction }: { readonly sort: ProfileSort; readonly direction: 'asc' | 'desc' },
) {
  const person = personOracle(events, changes);
  const seen = seenOracle(events, changes);
  const rows = listed.map((item) => {
    const own = events.filter((event) => person(event) === item.id);
    const totals = {
      total_events: own.length,
      total_sessions: distinct(own.map((event) => event.session_id)),
      total_revenue: revenueOf(own),
      country: own.toSorted(byTime).at(-1)?.country ?? '',
    };
    const { first = 0, last = 0 } = seen.get(item.id) ?? {};
    const values = { ...totals, first_seen_at: first, last_seen_at: last };
    return { item: { ...item, ...totals }, value: values[sort] };
  });
  const ascending = rows.sort((a, b) => a.value - b.value || compareText(a.item.id, b.item.id));
  return (direction === 'asc' ? ascending : ascending.reverse()).map(({ item }) => item);
}

const nothing = {
  first_name: '',
  last_name: '',
  email: '',
  avatar: '',
  properties: {},
  groups: [] as readonly string[],
};
