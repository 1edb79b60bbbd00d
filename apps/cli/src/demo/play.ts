import { guildId } from './guilds.ts';
import type { Random } from './random.ts';
import type { Recorder } from './recorder.ts';

export const site = 'https://starfall.example.com';

/** A player as the game knows them; it changes with what they do. */
export interface Player {
  readonly profileId: string;
  readonly isPayer: boolean;
  level: number;
  guild: number | undefined;
}

const products = [
  { product: 'gem_pack_small', price: 1.99, weight: 46 },
  { product: 'gem_pack_large', price: 9.99, weight: 20 },
  { product: 'battle_pass', price: 7.99, weight: 18 },
  { product: 'starter_bundle', price: 4.99, weight: 12 },
  { product: 'founder_edition', price: 49.99, weight: 4 },
] as const;

const placements = ['double_reward', 'extra_life', 'daily_chest'] as const;
const modes = ['campaign', 'campaign', 'campaign', 'arena', 'raid'] as const;
const secondMs = 1_000;

export interface Sitting {
  readonly random: Random;
  readonly recorder: Recorder;
  readonly player: Player;
  readonly appVersion: string;
  readonly guilds: number;
}

/** A player plays from `start` on. Returns when they stop, in milliseconds. */
export function play({ random, recorder, player, appVersion, guilds }: Sitting, start: number): number {
  let now = start;
  const track = (name: string, properties: Readonly<Record<string, unknown>> = {}, more = {}) => {
    const groups = player.guild === undefined ? {} : { groups: [guildId(player.guild)] };
    const { profileId } = player;
    recorder.track(now, name, { appVersion, ...properties }, { profileId, ...groups, ...more });
  };
  const wait = (low: number, high: number) => {
    now += random.between(low * secondMs, high * secondMs);
  };
  const page = (path: string, title: string) => track('screen_view', {}, { path: `${site}${path}`, title });

  track('login', { method: random.isLucky(0.7) ? 'platform' : 'email' });
  wait(1, 5);
  if (random.isLucky(0.36)) {
    track('daily_reward', { gems: random.pick([10, 20, 50]) });
    wait(3, 12);
  }
  if (random.isLucky(0.14)) {
    page('/heroes', 'Heroes');
    wait(8, 60);
    if (random.isLucky(0.4)) track('hero_upgrade', { level: player.level });
  }
  const rounds = random.isLucky(0.12) ? 0 : random.between(1, 4);
  if (rounds > 0) page('/play', 'Play');
  for (let round = 0; round < rounds; round++) {
    wait(8, 40);
    const mode = random.pick(modes);
    track('level_start', { level: player.level, mode });
    wait(45, 260);
    const hasWon = random.isLucky(Math.max(0.45, 0.9 - player.level * 0.012));
    const durationSeconds = random.between(45, 260);
    track(hasWon ? 'level_complete' : 'level_fail', { level: player.level, mode, durationSeconds });
    if (hasWon) player.level += 1;
    if (random.isLucky(hasWon ? 0.16 : 0.42)) {
      wait(2, 8);
      track('ad_watched', { placement: random.pick(placements), seconds: random.between(15, 30) });
    }
  }
  if (player.guild === undefined && player.level >= 8 && random.isLucky(0.3)) {
    wait(5, 30);
    player.guild = random.between(0, guilds - 1);
    const { profileId } = player;
    recorder.say('assign_group', now, { profileId, groupIds: [guildId(player.guild)] });
    track('guild_join', { level: player.level });
  }
  if (random.isLucky(player.isPayer ? 0.5 : 0.14)) {
    wait(5, 30);
    page('/shop', 'Shop');
    if (player.isPayer && random.isLucky(0.55)) {
      wait(10, 90);
      const { product, price } =
        products[random.weighted(products.map(({ weight }) => weight))] ?? products[0];
      track('purchase', { product, currency: 'USD', level: player.level, __revenue: price });
      recorder.say('increment', now, { profileId: player.profileId, property: 'purchases' });
    }
  }
  if (random.isLucky(0.3)) {
    wait(5, 40);
    page('/leaderboard', 'Leaderboard');
  }
  return now;
}
