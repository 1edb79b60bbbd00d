import type { EventRow, ProfileChangeRow } from '@gatrix/analytics-clickhouse-schema';
import type { Random } from './random.ts';

/** An event that happened, with nothing known about it but what is given. */
export function eventRow(
  known: Partial<EventRow> & Pick<EventRow, 'id' | 'project_id' | 'timestamp'>,
): EventRow {
  return {
    name: 'screen_view',
    device_id: '',
    profile_id: '',
    session_id: '',
    created_at: known.timestamp,
    path: '',
    origin: '',
    hash: '',
    title: '',
    referrer: '',
    referrer_name: '',
    referrer_type: '',
    channel: '',
    utm_source: '',
    utm_medium: '',
    utm_campaign: '',
    utm_term: '',
    utm_content: '',
    click_id_type: '',
    click_id: '',
    country: '',
    region: '',
    city: '',
    latitude: null,
    longitude: null,
    os: '',
    os_version: '',
    browser: '',
    browser_version: '',
    device: '',
    brand: '',
    model: '',
    revenue: 0,
    groups: [],
    sdk_name: '',
    sdk_version: '',
    properties: {},
    properties_number: {},
    properties_bool: {},
    retention_days: 0,
    ...known,
  };
}

export interface Scene {
  readonly projectId: string;
  readonly timezone: string;
  /** Local days. */
  readonly startDate: string;
  readonly endDate: string;
  readonly events: readonly EventRow[];
}

const hour = 3_600_000;

/** A zone and a day on which its clocks change, or nothing happens. */
const places: readonly [Place, ...Place[]] = [
  { timezone: 'America/New_York', day: '2026-03-08' },
  { timezone: 'America/New_York', day: '2026-11-01' },
  { timezone: 'Asia/Kathmandu', day: '2026-05-01' },
  { timezone: 'Australia/Lord_Howe', day: '2026-04-05' },
  { timezone: 'Australia/Lord_Howe', day: '2026-10-04' },
  { timezone: 'Africa/Casablanca', day: '2026-02-15' },
  { timezone: 'Africa/Casablanca', day: '2026-03-22' },
  { timezone: 'Europe/Paris', day: '2026-03-29' },
  { timezone: 'Europe/Paris', day: '2026-10-25' },
  { timezone: 'UTC', day: '2026-01-01' },
];
interface Place {
  readonly timezone: string;
  readonly day: string;
}

const names: readonly [string, ...string[]] = [
  'screen_view',
  'screen_view',
  'page_view',
  '$pageview',
  'session_start',
  'session_end',
  'purchase',
  `it's "quoted" \\ 😀`,
];
const paths: readonly [string, ...string[]] = ['/', '/a', '/b', `/it's/"q"\\n/😀`, ''];
const referrers: readonly [string, ...string[]] = ['', '', 'Google', 'Naver', `O'Reilly \\ "x"`];
const countries: readonly [string, ...string[]] = ['', 'KR', 'US', 'FR'];

/** A few devices and people around a day on which clocks change: ties, late events, sessions over the ends. */
export function randomScene(random: Random, projectId: string): Scene {
  const { timezone, day } = random.pick(places);
  const dayStart = Date.parse(`${day}T00:00:00Z`);
  const shift = (days: number) => new Date(dayStart + days * 24 * hour).toISOString().slice(0, 10);
  const step = random.pick([1, 1000, 1_800_000, hour]);
  const count = random.pick([0, 1, 8, 25, 60]);
  const events = Array.from({ length: count }, () => randomEvent(random, projectId, dayStart, step));
  return {
    projectId,
    timezone,
    startDate: shift(-random.integer(0, 2)),
    endDate: shift(random.integer(0, 2)),
    events,
  };
}

function randomEvent(random: Random, projectId: string, dayStart: number, step: number): EventRow {
  const span = 5 * 24 * hour;
  const timestamp = dayStart - 2 * 24 * hour + random.integer(0, Math.floor(span / step)) * step;
  const device = random.pick(['d0', 'd1', 'd2', 'd3', '']);
  const properties: Record<string, string> = {};
  const numbers: Record<string, number> = {};
  const flags: Record<string, boolean> = {};
  if (random.chance(0.4)) properties.plan = random.pick(['pro', `fr'ee`, '']);
  if (random.chance(0.4)) numbers.level = random.pick([0, 1, 2.5, -3]);
  if (random.chance(0.3)) flags.vip = random.chance(0.5);
  return eventRow({
    id: random.uuid(),
    project_id: projectId,
    name: random.pick(names),
    timestamp,
    created_at: timestamp + random.integer(0, 600_000),
    device_id: device,
    profile_id: random.pick(['', '', '', 'p0', 'p1', 'p2']),
    session_id: random.chance(0.15) ? '' : `s${device}${random.integer(0, 3)}`,
    path: random.pick(paths),
    referrer_name: random.pick(referrers),
    country: random.pick(countries),
    revenue: random.chance(0.2) ? random.integer(1, 10_000) / 100 : 0,
    properties,
    properties_number: numbers,
    properties_bool: flags,
  });
}

/** A change of a profile, with nothing known about it but what is given. */
export function changeRow(
  known: Partial<ProfileChangeRow> & Pick<ProfileChangeRow, 'id' | 'project_id' | 'timestamp' | 'kind'>,
): ProfileChangeRow {
  return {
    profile_id: '',
    device_id: '',
    created_at: known.timestamp,
    traits: '',
    alias: '',
    property: '',
    amount: 0,
    groups: [],
    ...known,
  };
}
