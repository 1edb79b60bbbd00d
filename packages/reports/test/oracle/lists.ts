import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import type { Stored } from './filter.ts';
import { localInstant } from './local-time.ts';
import { compareText, revenueOf } from './overview.ts';
import { aliasOracle } from './persons.ts';
import { byTime, type Session } from './sessions.ts';

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
  return {
    ...item,
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
    ...Object.fromEntries(facts.map((fact) => [fact, first?.[fact]])),
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
  { events, changes, profiles, groups }: Stored,
  timezone: string,
  search: string | undefined,
  ids: readonly string[] | undefined,
) {
  const personOf = aliasOracle(changes);
  const seen = [...events, ...changes].filter((row) => row.profile_id !== '');
  const newest = profiles.filter((row) =>
    profiles.every((other) => other.profile_id !== row.profile_id || other.version <= row.version),
  );
  const isFound = (id: string) =>
    contains(id, search) ||
    newest.some(
      (row) =>
        row.profile_id === id &&
        [row.email, `${row.first_name} ${row.last_name}`].some((text) => contains(text, search)),
    );
  const found = new Set(
    [...seen, ...newest]
      .map((row) => row.profile_id)
      .filter(isFound)
      .map(personOf),
  );
  const people = [...new Set(seen.map((row) => personOf(row.profile_id)))].filter(
    (id) => found.has(id) && (!ids || ids.map(personOf).includes(id)),
  );
  return people
    .map((id) => {
      const own = seen.filter((row) => personOf(row.profile_id) === id);
      const times = own.map((row) => row.timestamp);
      const others = [...new Set(own.map((row) => row.profile_id))].filter((one) => one !== id).sort();
      const known = [id, ...others].flatMap((one) => newest.filter((row) => row.profile_id === one));
      const text = (key: 'first_name' | 'last_name' | 'email' | 'avatar') =>
        known.map((row) => row[key]).find((value) => value !== '') ?? '';
      const joined = [...new Set(known.flatMap((row) => row.groups))].sort();
      const traits = known.map((row): object => (row.properties === '' ? {} : JSON.parse(row.properties)));
      return {
        last: Math.max(...times),
        profile: {
          id,
          ...{
            first_name: text('first_name'),
            last_name: text('last_name'),
            email: text('email'),
            avatar: text('avatar'),
          },
          properties: Object.assign({}, ...traits.reverse()),
          aliases: others,
          groups: joined,
          group_names: Object.fromEntries(
            groups
              .filter(({ group_id }) => joined.includes(group_id))
              .map(({ group_id, name }) => [group_id, name]),
          ),
          first_seen_at: localInstant(timezone, Math.min(...times)),
          last_seen_at: localInstant(timezone, Math.max(...times)),
        },
      };
    })
    .sort((a, b) => b.last - a.last || compareText(b.profile.id, a.profile.id))
    .map(({ profile }) => profile);
}
