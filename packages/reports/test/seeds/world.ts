import type {
  EventRow,
  GroupRow,
  IngestCounterRow,
  ProfileChangeRow,
} from '@gatrix/analytics-clickhouse-schema';
import { eventRow } from '../events.ts';
import { midnightAfter } from '../oracle/local-time.ts';
import { type CountedEvent, countedEvents, type Exchange } from '../oracle/money.ts';
import { createRandom, type Random } from '../random.ts';
import { groupIds, randomChange, randomCounter, randomGroup } from './random-rows.ts';
import { steadied } from './steadied.ts';

/**
 * Whether a project's days are sealed: none, all, those without late events, all and some for a second time, or (`going on`)
 * what was received of them until the middle of it all.
 */
export const storages = [
  'open',
  'sealed',
  'late',
  'sealed again',
  'late, sessions not listed',
  'going on',
  'going on, sessions not listed',
] as const;
export type Storage = (typeof storages)[number];

/** One project with all that is stored of it, made up from one seed. */
export interface World {
  readonly seed: number;
  readonly projectId: string;
  readonly storage: Storage;
  /** When a project that goes on is sealed, and maybe again. */
  readonly sealedAt: readonly number[];
  readonly timezone: string;
  /** Midnight in UTC of the day around which everything happens: one on which clocks change, or nothing does. */
  readonly middle: number;
  /** With what reports count as their revenue. */
  readonly events: readonly CountedEvent[];
  /** How amounts are converted, and how they were when days were sealed. */
  readonly exchange: Exchange;
  readonly sealedWith: Exchange;
  readonly changes: readonly ProfileChangeRow[];
  readonly groups: readonly GroupRow[];
  readonly counters: readonly IngestCounterRow[];
  /** The clock. */
  readonly now: number;
  /** Windows of a funnel that events of the world may just about meet. */
  readonly windows: readonly string[];
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const places = [
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Asia/Kathmandu', '2026-05-01'],
  ['Asia/Kolkata', '2026-05-01'],
  ['Asia/Seoul', '2026-05-01'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Africa/Casablanca', '2026-02-15'],
  ['Africa/Casablanca', '2026-03-22'],
  ['Europe/London', '2026-03-29'],
  ['Europe/Paris', '2026-03-29'],
  ['Europe/Paris', '2026-10-25'],
  ['UTC', '2026-01-01'],
] as const;
export const zones = [...new Set(places.map(([zone]) => zone))];

/**
 * How far events lie from the middle, or from the next midnight of the project's zone, and the grid they lie on: the coarser, the more of
 * them share an instant.
 */
const spreads = [
  { reach: 5 * hour, steps: [1, 5 * minute], windows: ['1h', '24h'], isAtMidnight: true },
  { reach: 5 * hour, steps: [1, 5 * minute], windows: ['1h', '24h'], isAtMidnight: true },
  { reach: 2.5 * day, steps: [1, 1000, 30 * minute, hour], windows: ['1h', '24h'] },
  { reach: 2.5 * day, steps: [1, 1000, 30 * minute, hour], windows: ['1h', '24h'] },
  { reach: 8 * minute, steps: [minute], windows: ['2m', '5m'] },
  { reach: 8 * minute, steps: [minute], windows: ['2m', '5m'] },
  { reach: 20 * day, steps: [30 * minute], windows: ['24h', '7d'] },
  { reach: 50 * day, steps: [30 * minute], windows: ['7d'] },
] as const;

export const names = [
  'screen_view',
  'screen_view',
  'page_view',
  '$pageview',
  'session_start',
  'session_end',
  'purchase',
  `it's "quoted" \\ 😀`,
] as const;
const paths = ['/', '/a', '/b', `/it's/"q"\\n/😀`, ''] as const;
export const texts = [
  '',
  'a',
  'ab',
  `it's`,
  '"q"',
  'back\\slash',
  '100%',
  'x_y',
  '😀',
  'line\nbreak',
  '5',
  'true',
] as const;
const someTexts = ['', '', '', 'a', 'ab', `it's "q" \\ 😀`, '5'] as const;
export const devices = ['d0', 'd1', 'd2', 'd3', 'd4', ''] as const;
const profileIds = ['p0', 'p1', 'p2'] as const;

export function randomWorld(seed: number, projectId = `p${seed}`): World {
  const random = createRandom(seed);
  const [timezone, date] = random.pick(places);
  const middle = Date.parse(`${date}T00:00:00Z`);
  const spread = random.pick(spreads);
  const { reach, steps, windows } = spread;
  const center = 'isAtMidnight' in spread ? midnightAfter(timezone, date) : middle;
  const step = random.pick(steps);
  const hasYearBefore = random.chance(0.15);
  const timeOf = () => {
    const time = center + random.integer(-Math.floor(reach / step), Math.floor(reach / step)) * step;
    return hasYearBefore && random.chance(0.3) ? time - 365 * day : time;
  };
  // Every fifth has many events on days that are sealed: else few worlds have several sessions over several sealed days.
  const isFull = seed % 5 === 0;
  const ofMost = random.chance(0.5) ? 'open' : random.pick(storages.slice(1));
  const storage = isFull ? 'sealed' : ofMost;
  const isGoingOn = storage.startsWith('going on');
  const count = random.pick(isFull ? [60] : isGoingOn ? [25, 60] : [0, 1, 8, 25, 60]);
  const inTime = Array.from({ length: count }, (_, i) =>
    randomEvent(random, projectId, timeOf(), sequenceOf(i)),
  );
  const events = isGoingOn ? withLateEvents(random, inTime) : inTime;
  const money = randomMoney(createRandom(seed + 5_000_000), timezone, middle);
  const sealedAt = middle + random.pick([0, 0, 0, 1, -1, 12, 50, -50]) * 15 * minute + 2 * minute;
  return {
    seed,
    projectId,
    storage,
    sealedAt: random.chance(0.3) ? [sealedAt, sealedAt + day] : [sealedAt],
    timezone,
    middle,
    events: countedEvents(
      steadied(createRandom(seed + 7_000_000), events).map(money.inCurrency),
      money.exchange,
    ),
    exchange: money.exchange,
    sealedWith: money.sealedWith,
    changes: Array.from({ length: random.pick([0, 1, 3, 8, 14]) }, (_, i) => ({
      ...randomChange(random, projectId, timeOf()),
      sequence: sequenceOf(100 + i),
    })),
    groups: groupIds.filter(() => random.chance(0.5)).map((id) => randomGroup(random, projectId, id, middle)),
    counters: Array.from({ length: random.integer(0, 6) }, () => randomCounter(random, projectId, timeOf())),
    now: random.chance(0.7) ? Date.UTC(2027, 0, 1) : middle + random.integer(-2, 3) * 12 * hour,
    windows,
  };
}

/**
 * Currencies with a rate every few days, with one only from some day on, and with none; a third of the projects have nothing but
 * their own. Rates may have changed since days were sealed.
 */
function randomMoney(random: Random, timezone: string, middle: number) {
  const hasSeveral = random.chance(0.65);
  const zone = random.chance(0.7) ? timezone : random.pick(zones);
  const dayOf = (offset: number) => new Date(middle + offset * day).toISOString().slice(0, 10);
  const rates = (currency: string, from: number, values: readonly string[]) =>
    Array.from({ length: random.integer(1, 12) }, () => dayOf(from + random.integer(0, 12))).map(
      (on) => ({ currency, day: on, rate: random.pick(values) }) as const,
    );
  const ratesNow = () => [
    ...rates('KRW', -400, ['0.00072', '0.000714285714']),
    ...rates('KRW', -6, ['0.00073', '0.0007', '0.000689655172']),
    ...rates('JPY', -4, ['0.0066', '1.5', '0.000001']),
    // No day of these is asked for: the reporting currency has no rate of its own.
    ...rates('USD', -6, ['7']),
  ];
  const lastOfDay = <T extends { currency: string; day: string }>(listed: readonly T[]) =>
    listed.filter(
      (rate, i) => !listed.slice(i + 1).some((b) => b.currency === rate.currency && b.day === rate.day),
    );
  const exchange = { currency: 'USD', zone, rates: hasSeveral ? lastOfDay(ratesNow()) : [] };
  const before = random.pick([
    exchange,
    exchange,
    { ...exchange, rates: lastOfDay(ratesNow()) },
    { ...exchange, zone: random.pick(zones) },
    { ...exchange, currency: 'KRW' },
    { ...exchange, rates: [] },
  ]);
  const currencies = ['', '', 'USD', 'KRW', 'KRW', 'JPY', 'XAF'] as const;
  const inCurrency = (event: EventRow): EventRow =>
    hasSeveral && event.revenue !== 0 ? { ...event, currency: random.pick(currencies) } : event;
  return { exchange, sealedWith: hasSeveral ? before : exchange, inCurrency };
}

/** Some events were received days later, above all the last of a session and day. */
function withLateEvents(random: Random, events: readonly EventRow[]): EventRow[] {
  const partOf = ({ session_id, timestamp }: EventRow) => `${session_id} ${Math.floor(timestamp / day)}`;
  return events.map((event) => {
    const isLast = events.every(
      (other) => partOf(other) !== partOf(event) || other.timestamp < event.timestamp || other === event,
    );
    const isLate = random.chance(isLast ? 0.3 : 0.02);
    return isLate ? { ...event, created_at: event.timestamp + random.integer(1, 3 * day) } : event;
  });
}

/** In another order than that of the rows, and never the same. */
function sequenceOf(index: number): number {
  return (index * 7_919) % 10_007;
}

function randomEvent(random: Random, projectId: string, timestamp: number, sequence: number): EventRow {
  const device_id = random.pick(devices);
  const text = () => random.pick(someTexts);
  const properties: Record<string, string> = {};
  const numbers: Record<string, number> = {};
  const flags: Record<string, boolean> = {};
  if (random.chance(0.4)) properties.plan = random.pick(['pro', `fr'ee`, '']);
  if (random.chance(0.4)) numbers.level = random.pick([0, 1, 2.5, -3, 0.1, 0.2, 123_456.7, 4.3752]);
  if (random.chance(0.3)) flags.vip = random.chance(0.5);
  // One key in any of the three types.
  const key = `k.e'y`;
  const type = random.pick(['string', 'number', 'boolean', undefined] as const);
  if (type === 'string') properties[key] = random.pick(texts);
  if (type === 'number') numbers[key] = random.pick([5, 0, -2.5]);
  if (type === 'boolean') flags[key] = random.chance(0.5);
  const hasSession = random.chance(0.85);
  return eventRow({
    id: random.uuid(),
    project_id: projectId,
    name: random.pick(names),
    timestamp,
    // Often received in one request.
    created_at: timestamp + random.pick([0, 0, 1, random.integer(0, 10 * minute)]),
    sequence,
    device_id,
    profile_id: random.pick(['', '', '', ...profileIds]),
    session_id: hasSession ? `s${random.chance(0.8) ? device_id : ''}${random.integer(0, 3)}` : '',
    path: random.pick(paths),
    origin: text(),
    hash: text(),
    title: text(),
    referrer: text(),
    referrer_name: random.pick(['', '', 'Google', 'Naver', `O'Reilly \\ "x"`]),
    referrer_type: random.pick(['direct', 'search', 'social']),
    channel: random.pick(['Direct', 'Organic Search', 'Email']),
    utm_source: text(),
    utm_medium: text(),
    utm_campaign: text(),
    utm_term: text(),
    utm_content: text(),
    click_id_type: random.pick(['', 'gclid']),
    click_id: text(),
    country: random.pick(['', 'KR', 'US', 'FR']),
    region: text(),
    city: text(),
    latitude: random.chance(0.5) ? random.integer(-360, 360) / 4 : null,
    longitude: random.chance(0.5) ? random.integer(-720, 720) / 4 : null,
    os: text(),
    os_version: text(),
    browser: text(),
    browser_version: text(),
    device: random.pick(['desktop', 'mobile', '']),
    // A device has one brand, so that a funnel of devices can be broken down by it.
    brand: device_id === '' ? '' : `brand of ${device_id}`,
    model: text(),
    // Refunds among it.
    revenue: random.chance(0.2) ? random.integer(-2_000, 10_000) / 100 : 0,
    groups: groupIds.filter(() => random.chance(0.2)),
    sdk_name: text(),
    sdk_version: text(),
    properties,
    properties_number: numbers,
    properties_bool: flags,
  });
}
