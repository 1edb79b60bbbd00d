import type { DemoMessage } from './recorder.ts';

const names = [
  'Night Owls',
  '새벽별',
  'Iron Lotus',
  '風林火山',
  'Comet Chasers',
  '은하수 원정대',
  'Void Walkers',
  '星辰阁',
  'Last Light',
  'Hexenwerk',
  'Dawn Patrol',
  '붉은 혜성',
] as const;

export const guildCount = names.length;

export function guildId(index: number): string {
  return `guild-${index + 1}`;
}

/** What is known of the guilds themselves. */
export function guildMessages(): DemoMessage[] {
  return names.map((name, index) => ({
    type: 'group',
    payload: { id: guildId(index), type: 'guild', name, properties: { rank: index + 1, capacity: 50 } },
  }));
}
