import { type ProfileChangeKind, writeProfiles } from '@gatrix/analytics-clickhouse-schema';
import {
  type Filter,
  funnelParameters,
  metricsParameters,
  profileParameters,
  profilesParameters,
  queryParameters,
} from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { changeRow, eventRow } from './events.ts';

const day = Date.UTC(2026, 4, 1);
const project = { id: 'persons' };
let engine: Engine;
let reports: Reports;

beforeAll(async () => {
  engine = await startEngine();
  reports = createReports({ ...engine, now: () => day + 86_400_000 });
  const event = (minute: number, known: object) =>
    eventRow({ id: crypto.randomUUID(), project_id: project.id, timestamp: day + minute * 60_000, ...known });
  const change = (
    minute: number,
    kind: ProfileChangeKind,
    { traits = {}, ...known }: Record<string, unknown>,
  ) =>
    changeRow({
      ...{ id: crypto.randomUUID(), project_id: project.id, timestamp: day + minute * 60_000, kind },
      ...known,
      traits: kind === 'identify' ? JSON.stringify(traits) : '',
    });
  await engine.insertEvents([
    event(0, { device_id: 'phone' }),
    event(1, { profile_id: 'ann' }),
    event(2, { profile_id: 'ann@old' }),
    event(3, { device_id: 'tablet' }),
    event(4, { device_id: 'kiosk' }),
    event(5, { profile_id: 'whale' }),
    event(6, { profile_id: 'hoard' }),
    // Two people, one after the other, at the device that a family shares.
    event(7, { device_id: 'sofa', profile_id: 'mum' }),
    event(8, { device_id: 'sofa', profile_id: 'dad' }),
    event(9, { device_id: 'sofa' }),
  ]);
  await engine.insertChanges([
    change(0, 'identify', { profile_id: 'ann', device_id: 'phone', traits: { plan: 'free' } }),
    change(1, 'identify', { profile_id: 'ann@old', traits: { plan: 'pro' } }),
    change(2, 'alias', { profile_id: 'ann', alias: 'ann@old' }),
    change(3, 'assign_group', { profile_id: 'ann@old', groups: ['guild'] }),
    change(3, 'assign_group', { device_id: 'kiosk', groups: ['guild'] }),
    change(4, 'alias', { profile_id: 'tom', alias: 'tablet' }),
    change(5, 'identify', { profile_id: 'tom', traits: { plan: 'tom' } }),
    change(5, 'identify', { profile_id: 'whale', traits: { coins: 1, plan: 'x' } }),
    change(6, 'increment', { profile_id: 'whale', property: 'coins', amount: 5e19 }),
    change(6, 'identify', { profile_id: 'hoard', traits: { coins: -2e19, plan: 'x' } }),
  ]);
  await writeProfiles(engine, project.id, ['ann', 'tom', 'whale', 'hoard']);
  await engine.clickhouse.insert({
    table: `${engine.database}.groups`,
    format: 'JSONEachRow',
    values: [
      { id: crypto.randomUUID(), project_id: project.id, group_id: 'guild', type: 'guild', name: 'Owls' },
    ],
  });
});
afterAll(() => engine.close());

async function countOf(filters: Filter): Promise<number> {
  const parameters = { startDate: '2026-05-01', endDate: '2026-05-01', filters };
  return (await reports.metrics(project, parseParameters(metricsParameters, parameters))).data.total_events;
}

describe('filters know a person by all ids', () => {
  test.each([
    // By time the last is what ann is, whichever id it was said of.
    ['profile.plan', 'is', 'pro', 3],
    ['profile.plan', 'is', 'free', 0],
    // An alias may be a device that nobody was identified on.
    ['profile.plan', 'is', 'tom', 1],
    // ClickHouse takes such a document for no JSON.
    ['profile.coins', 'gt', 1e19, 1],
    ['profile.coins', 'lt', -1e19, 1],
    ['profile.plan', 'is', 'x', 2],
    // Assigned to a person, by an alias, and to a device.
    ['group.name', 'is', 'Owls', 4],
    ['group.id', 'isNot', 'guild', 6],
    // Seen first as a device, and last by what was said of them.
    ['profile.first_seen_at', 'is', '2026-05-01T00:00:00Z', 3],
    ['profile.last_seen_at', 'is', '2026-05-01T00:03:00Z', 3],
  ] as const)('%s %s %s: %i events', async (field, op, value, expected) => {
    expect(await countOf({ field, op, value })).toBe(expected);
  });
});

test('what a shared device does without a profile is of whom it was last used by', async () => {
  const totals = async (id: string) =>
    (await reports.profile(project, parseParameters(profileParameters, { id }))).data.total_events;
  expect([await totals('mum'), await totals('dad')]).toEqual([1, 2]);
});

test('an event with a profile is of that profile, though a device of this id was identified as somebody else', async () => {
  const ids = [{ device_id: 'x', profile_id: 'ann' }, { profile_id: 'x' }, { device_id: 'x' }];
  const rows = ids.map((of) =>
    eventRow({ id: crypto.randomUUID(), project_id: 'namesakes', timestamp: day, ...of }),
  );
  await engine.insertEvents(rows);
  const parameters = { startDate: '2026-05-01', endDate: '2026-05-01' };
  const namesakes = { id: 'namesakes' };
  const series = [{ aggregation: 'unique_users' }, { aggregation: 'per_user' }];
  const { data } = await reports.query(
    namesakes,
    parseParameters(queryParameters, { ...parameters, series }),
  );
  expect(data.map(({ total }) => total)).toEqual([2, 1.5]);
  const { data: metrics } = await reports.metrics(namesakes, parseParameters(metricsParameters, parameters));
  expect(metrics).toMatchObject({ active_users: 2, total_events: 3 });
  const steps = [{ name: 'screen_view' }, { name: 'purchase' }];
  const asked = parseParameters(funnelParameters, { ...parameters, steps });
  expect((await reports.funnel(namesakes, asked)).data.steps[0]?.count).toBe(2);
});

test('lists and one person agree on when they were seen', async () => {
  const { data } = await reports.profiles(project, parseParameters(profilesParameters, {}));
  expect(data.map(({ id }) => id)).toEqual(['dad', 'mum', 'whale', 'hoard', 'tom', 'ann']);
  for (const { id, first_seen_at, last_seen_at, aliases, properties } of data) {
    const { data: one } = await reports.profile(project, parseParameters(profileParameters, { id }));
    expect(one).toMatchObject({ first_seen_at, last_seen_at, aliases, properties });
  }
});
