import { type Calendar, dayMs, momentOf, newcomersByDay, returnChance } from './calendar.ts';
import { type Device, devices } from './devices.ts';
import { guildCount } from './guilds.ts';
import { type Place, places } from './places.ts';
import { type Player, play, site } from './play.ts';
import { createRandom, pickWeighted, type Random } from './random.ts';
import { createRecorder, type Recorder, type Used } from './recorder.ts';
import { type Source, sources } from './sources.ts';

/** Sessions end after a pause of 30 minutes; visits of one person lie further apart. */
const pauseMs = 45 * 60_000;
const minuteMs = 60_000;

interface Visitor {
  readonly deviceId: string;
  readonly device: Device;
  readonly random: Random;
  readonly recorder: Recorder;
  readonly place: Place;
  readonly source: Source;
  readonly calendar: Calendar;
  readonly versionAt: (time: number) => string;
}

/** All that the visitor with this number does, in the order of time; nothing where they have not come yet. */
export function createVisitors(calendar: Calendar, seed: number): (index: number) => Recorder {
  const newcomers = newcomersByDay(calendar);
  const versionAt = (time: number) => (time >= calendar.release ? '1.4.0' : '1.3.2');
  return (index) => {
    const random = createRandom(seed, index);
    const place = pickWeighted(random, places);
    const day = calendar.start + random.weighted(newcomers) * dayMs;
    const source = sourceOf(random, calendar, day);
    const deviceId = `device-${seed}-${index}`;
    const device = pickWeighted(random, devices);
    const recorder = createRecorder({
      key: `demo ${seed} ${index}`,
      address: random.pick(place.addresses),
      device,
      deviceId,
      end: calendar.end,
    });
    live({ deviceId, device, random, recorder, place, source, calendar, versionAt }, index, day);
    return recorder;
  };
}

function sourceOf(random: Random, calendar: Calendar, day: number): Source {
  const isCampaign = day + dayMs > calendar.release && day < calendar.campaignEnd;
  const weights = sources.map(({ weight, isLaunch }) => (isLaunch && !isCampaign ? 0 : weight));
  return sources[random.weighted(weights)] ?? sources[0];
}

function live(visitor: Visitor, index: number, day: number): void {
  const { random, place, source } = visitor;
  const first = momentOf(random, day, place.utcOffsetHours);
  const landed = land(visitor, first);
  const signsUp = random.isLucky(Math.min(0.85, 0.42 * source.quality));
  if (!signsUp) {
    browse(visitor, landed);
    return;
  }
  const { player, until } = signUp(visitor, index, landed);
  comeBack(visitor, player, day, sit(visitor, player, until));
}

/** The first page, as the campaign or the referrer leads to it. */
function land({ random, recorder, source }: Visitor, time: number): number {
  const path = random.pick(['/', '/', '/', '/news/1-4', '/guide', '/download'] as const);
  const { referrer, search } = source;
  recorder.track(time, 'screen_view', {}, { path: `${site}${path}${search}`, referrer, title: titles[path] });
  return time;
}

const titles = {
  '/': 'Starfall Frontier',
  '/news/1-4': 'Version 1.4: Into the Rift',
  '/guide': 'Guide for new pilots',
  '/download': 'Download',
  '/heroes': 'Heroes',
  '/community': 'Community',
} as const;

/** Somebody looks around, or leaves at once; a few come again another day. */
function browse({ random, recorder }: Visitor, from: number): void {
  const look = (start: number, count: number) => {
    let now = start;
    for (let page = 0; page < count; page++) {
      const path = random.pick(['/guide', '/heroes', '/community', '/download', '/news/1-4'] as const);
      recorder.track(now, 'screen_view', {}, { path: `${site}${path}`, title: titles[path] });
      now += random.between(6_000, 90_000);
    }
  };
  look(from + random.between(6_000, 60_000), random.isLucky(0.52) ? 0 : random.between(1, 4));
  if (random.isLucky(0.12)) look(from + random.between(1, 9) * dayMs + minuteMs * 90, random.between(1, 2));
}

function signUp(visitor: Visitor, index: number, from: number): { player: Player; until: number } {
  const { random, recorder, place, versionAt } = visitor;
  const profileId = `player-${String(index).padStart(5, '0')}`;
  const player: Player = { profileId, isPayer: random.isLucky(0.09), level: 1, guild: undefined };
  let now = from + random.between(15_000, 150_000);
  const appVersion = versionAt(now);
  const method = random.pick(['google', 'apple', 'email', 'steam'] as const);
  recorder.track(now, 'sign_up', { method, appVersion }, { profileId });
  const [firstName, lastName] = [random.pick(place.firstNames), random.pick(place.lastNames)];
  recorder.say('identify', now, {
    profileId,
    deviceId: visitor.deviceId,
    firstName,
    lastName,
    email: `${profileId}@example.com`,
    properties: { country: place.country, server: serverOf(place), payer: player.isPayer },
  });
  recorder.track(now + 5_000, 'tutorial_start', { appVersion }, { profileId });
  now += random.between(60_000, 240_000);
  if (random.isLucky(0.84)) {
    recorder.track(now, 'tutorial_complete', { appVersion, seconds: random.between(60, 240) }, { profileId });
  }
  return { player, until: now + random.between(5_000, 30_000) };
}

function serverOf({ country }: Place): string {
  if (['KR', 'JP', 'CN', 'TW'].includes(country)) return 'asia';
  return ['US', 'BR'].includes(country) ? 'america' : 'europe';
}

function sit({ random, recorder, versionAt }: Visitor, player: Player, start: number): number {
  return play({ random, recorder, player, appVersion: versionAt(start), guilds: guildCount }, start);
}

/** The days on which a player plays again, each with one to three sittings. */
function comeBack(visitor: Visitor, player: Player, firstDay: number, until: number): void {
  const { random, place, calendar, source } = visitor;
  const engagement = source.quality * (0.45 + 1.5 * random.next() ** 2) * (player.isPayer ? 1.5 : 1);
  const owned = devicesOf(visitor);
  let last = until;
  for (let day = firstDay + dayMs; day <= calendar.end; day += dayMs) {
    const daysSince = Math.round((day - firstDay) / dayMs);
    if (!random.isLucky(returnChance(calendar, daysSince, day, engagement))) continue;
    const sittings = Array.from({ length: random.between(1, 2) + (random.isLucky(0.25) ? 1 : 0) }, () =>
      momentOf(random, day, place.utcOffsetHours),
    ).sort((a, b) => a - b);
    for (const start of sittings) {
      if (start <= last + pauseMs) continue;
      if (owned.length > 1) visitor.recorder.use(random.pick(owned));
      last = sit(visitor, player, start);
    }
  }
}

/** Some play on a second device, too: there are more visitors than people. */
function devicesOf({ deviceId, device, random }: Visitor): readonly [Used, ...Used[]] {
  const first = { deviceId, device };
  if (!random.isLucky(0.18)) return [first];
  return [first, first, { deviceId: `${deviceId}-b`, device: pickWeighted(random, devices) }];
}
