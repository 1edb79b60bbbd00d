import type { GroupRow, IngestCounterRow, ProfileChangeRow } from '@gatrix/analytics-clickhouse-schema';
import { changeRow } from '../events.ts';
import type { Random } from '../random.ts';

export const groupIds = ['a', 'ab', '😀'] as const;
const minute = 60_000;

export function randomChange(random: Random, projectId: string, timestamp: number): ProfileChangeRow {
  const known = { id: random.uuid(), project_id: projectId, timestamp };
  const profile_id = random.pick(['p0', 'p1', 'p2', 'p3']);
  const kind = random.pick([
    'identify',
    'identify',
    'identify',
    'alias',
    'alias',
    'increment',
    'increment',
    'decrement',
    'assign_group',
  ]);
  const device_id = random.pick(['', 'd0', 'd1']);
  switch (kind) {
    case 'identify':
      return changeRow({ ...known, kind, profile_id, device_id, traits: randomTraits(random) });
    case 'alias': {
      const ids = { profile_id: random.pick(['p0', 'p1', 'd4']), alias: random.pick(['p2', 'd3', 'p0']) };
      return changeRow({ ...known, kind, ...ids });
    }
    case 'increment':
    case 'decrement': {
      const amount = random.pick([1, 0.1, 0.2, 2.375, 123_456.7]) * (kind === 'increment' ? 1 : -1);
      return changeRow({ ...known, kind, profile_id, property: random.pick(['gems', 'coins']), amount });
    }
    case 'assign_group': {
      const groups = groupIds.filter(() => random.chance(0.4));
      return changeRow({ ...known, kind, profile_id: random.pick(['', profile_id]), device_id, groups });
    }
  }
}

/** JSON by dot path; null unsets. */
function randomTraits(random: Random): string {
  const traits: Record<string, string | number | boolean | null> = {};
  const maybe = (key: string, values: readonly (string | number | boolean | null)[]) => {
    if (random.chance(0.5)) traits[key] = random.pick(values);
  };
  maybe('firstName', ['', 'Ann', '안나', null]);
  maybe('lastName', ['', `O'Hara`]);
  maybe('email', ['', 'ann@x.com', 'Bob@Y.com']);
  maybe('avatar', ['', 'https://x.com/a.png']);
  maybe('plan', ['pro', 'free', `it's "q"`, 5, true, null]);
  maybe('age', [20, 30.5, '30.5', -1, null, 5e19]);
  maybe('coins', [0, 0.7, 100]);
  return Object.keys(traits).length === 0 ? '' : JSON.stringify(traits);
}

export function randomGroup(random: Random, projectId: string, groupId: string, timestamp: number): GroupRow {
  return {
    id: random.uuid(),
    project_id: projectId,
    group_id: groupId,
    type: random.pick(['company', 'team']),
    name: random.pick(['Acme', `it's "q"`]),
    properties: JSON.stringify(random.chance(0.5) ? { size: random.pick([5, 500, '500']) } : {}),
    timestamp,
    created_at: timestamp,
    import_id: '',
  };
}

export function randomCounter(random: Random, projectId: string, time: number): IngestCounterRow {
  const kind = random.pick(['accepted', 'rejected', 'rejected', 'duplicate', 'bot', 'truncated']);
  return {
    project_id: projectId,
    minute: Math.floor(time / minute) * minute,
    kind,
    reason: kind === 'rejected' ? random.pick(['invalid_message', 'rate_limited']) : '',
    count: random.integer(1, 9),
  };
}
