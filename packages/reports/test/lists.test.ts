import { type ProfileChangeKind, writeProfiles } from '@gatrix/analytics-clickhouse-schema';
import {
  eventNamesParameters,
  eventsParameters,
  profileEventsParameters,
  profileParameters,
  profilesParameters,
  propertyNamesParameters,
  valueNamesParameters,
} from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, NotFoundError, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { changeRow, eventRow } from './events.ts';

const now = Date.UTC(2026, 4, 2);
let engine: Engine;
let reports: Reports;

beforeAll(async () => {
  engine = await startEngine();
  reports = createReports({ ...engine, now: () => now });
});
afterAll(() => engine.close());

describe('people', () => {
  const project = { id: 'people' };
  const at = (hours: number) => Date.UTC(2026, 4, 1) + hours * 3_600_000;

  beforeAll(async () => {
    const id = () => crypto.randomUUID();
    const event = (hours: number, known: object) =>
      eventRow({ id: id(), project_id: project.id, timestamp: at(hours), ...known });
    await engine.insertEvents([
      event(0, { device_id: 'phone', session_id: 's1', name: 'before' }),
      event(1, { device_id: 'phone', session_id: 's1', profile_id: 'ann', name: 'login' }),
      event(2, { profile_id: 'ann@old', name: 'server', revenue: 5 }),
      event(3, {
        device_id: 'laptop',
        session_id: 's2',
        name: 'after',
        properties: { plan: 'pro' },
        properties_number: { level: 3 },
      }),
      event(4, { device_id: 'kiosk', profile_id: 'bob', name: 'login', properties_bool: { vip: true } }),
      event(5, { device_id: 'stranger', name: 'before' }),
    ]);
    const change = (hours: number, kind: ProfileChangeKind, known: object) =>
      changeRow({ id: id(), project_id: project.id, timestamp: at(hours), kind, ...known });
    const traits = (of: object) => ({ traits: JSON.stringify(of) });
    await engine.insertChanges([
      change(6, 'identify', {
        profile_id: 'ann',
        device_id: 'laptop',
        ...traits({ firstName: 'Anna', level: 4 }),
      }),
      change(3, 'identify', { profile_id: 'ann', ...traits({ firstName: 'Ann', level: 3, plan: 'free' }) }),
      change(4, 'identify', {
        profile_id: 'ann@old',
        ...traits({ firstName: 'A.', email: 'Ann@Example.com', level: 1, plan: 'pro', old: true }),
      }),
      change(4, 'increment', { profile_id: 'ann', property: 'coins', amount: 123_456.7 }),
      ...Array.from({ length: 10 }, () =>
        change(5, 'increment', { profile_id: 'ann@old', property: 'coins', amount: 0.1 }),
      ),
      change(5, 'assign_group', { profile_id: 'ann@old', groups: ['owls', 'acme'] }),
      change(7, 'alias', { profile_id: 'ann', alias: 'ann@old' }),
      change(4, 'assign_group', { profile_id: 'bob', groups: ['nameless', 'acme'] }),
      change(4, 'identify', { profile_id: 'bob', ...traits({ coins: 3, 'plan.name': 'x', 'plan.of': 1 }) }),
      change(4.5, 'identify', { profile_id: 'bob', ...traits({ coins: null, plan: null }) }),
    ]);
    // The alias's side alone: what is written holds for both.
    await writeProfiles(engine, project.id, ['ann@old', 'bob']);
    const group = (group_id: string, name: string, timestamp: number, project_id = project.id) => ({
      id: id(),
      project_id,
      group_id,
      type: 'guild',
      name,
      timestamp,
    });
    await engine.clickhouse.insert({
      table: `${engine.database}.groups`,
      format: 'JSONEachRow',
      values: [
        group('acme', 'Acme', 2),
        group('acme', 'Acme, as it was', 1),
        group('owls', 'Night Owls', 1),
        group('nameless', '', 1),
        group('nameless', 'of another project', 1, 'others'),
      ],
    });
  });

  test('/profiles joins what was said of all ids of a person, by its time: counters add up, the last value of a trait counts', async () => {
    const { data } = await reports.profiles(project, parseParameters(profilesParameters, {}));
    expect(data).toEqual([
      {
        id: 'ann',
        first_name: 'Anna',
        last_name: '',
        email: 'Ann@Example.com',
        avatar: '',
        properties: { coins: 123_457.7, level: 4, old: true, plan: 'pro' },
        aliases: ['ann@old'],
        groups: ['acme', 'owls'],
        group_names: { acme: 'Acme', owls: 'Night Owls' },
        // Before anybody knew who it was.
        first_seen_at: '2026-05-01T00:00:00+00:00',
        last_seen_at: '2026-05-01T07:00:00+00:00',
      },
      expect.objectContaining({
        id: 'bob',
        aliases: [],
        properties: {},
        groups: ['acme', 'nameless'],
        group_names: { acme: 'Acme' },
      }),
    ]);
  });

  test('/profiles?ids= gives the people whom the ids are of, once each, and nobody else', async () => {
    const ask = async (ids: unknown) =>
      (await reports.profiles(project, parseParameters(profilesParameters, { ids }))).data.map(
        ({ id }) => id,
      );
    expect(await ask('["ann@old","ann","stranger"]')).toEqual(['ann']);
    expect(await ask(['bob', 'ann@old'])).toEqual(['ann', 'bob']);
    expect(await ask(['no,body'])).toEqual([]);
    await expect(ask('[]')).rejects.toMatchObject({ problems: [{ field: 'ids' }] });
    await expect(ask('bob')).rejects.toMatchObject({ problems: [{ field: 'ids' }] });
  });

  test('/profiles comes in pages, and finds ids, names and emails in any case', async () => {
    const ask = async (input: Record<string, unknown>) =>
      reports.profiles(project, parseParameters(profilesParameters, input));
    const first = await ask({ limit: 1 });
    const second = await ask({ limit: 1, cursor: first.meta.nextCursor });
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(['ann', 'bob']);
    expect(second.meta.nextCursor).toBeUndefined();
    for (const search of ['ANN', 'anna', 'example.COM', '@OLD']) {
      expect(
        (await ask({ search })).data.map(({ id }) => id),
        search,
      ).toEqual(['ann']);
    }
    expect((await ask({ search: `no'body%` })).data).toEqual([]);
  });

  test('/profiles?filters= is of people: a field of events is the one of their last event', async () => {
    const ask = async (filters: unknown) =>
      (await reports.profiles(project, parseParameters(profilesParameters, { filters }))).data.map(
        ({ id }) => id,
      );
    const is = (field: string, value: string) => ({ field, op: 'is', value });
    // As a device of hers, and nobody yet.
    expect(await ask(is('name', 'after'))).toEqual(['ann']);
    expect(await ask(is('name', 'login'))).toEqual(['bob']);
    expect(await ask(JSON.stringify({ field: 'name', op: 'isNot', value: 'after' }))).toEqual(['bob']);
    expect(await ask(is('properties.plan', 'pro'))).toEqual(['ann']);
    expect(await ask(is('profile.email', 'Ann@Example.com'))).toEqual(['ann']);
    expect(await ask({ or: [is('group.name', 'Night Owls'), is('name', 'login')] })).toEqual(['ann', 'bob']);
    expect(await ask({ and: [] })).toEqual(['ann', 'bob']);
    expect(await ask({ or: [] })).toEqual([]);
    for (const [filters, field] of [
      [{ and: [is('session.entry_path', '/')] }, 'filters.and.0.field'],
      [{ and: [is('name', 'login'), is('nothing', 'x')] }, 'filters.and.1.field'],
      [{ field: 'segment', op: 'in', value: ['nobody'] }, 'filters.value'],
      ['{', 'filters'],
    ] as const)
      await expect(ask(filters), field).rejects.toMatchObject({ problems: [{ field }] });
  });

  test('/profiles is sorted by what people did, and says it', async () => {
    const ask = async (input: object) =>
      (await reports.profiles(project, parseParameters(profilesParameters, input))).data;
    expect(await ask({ totals: 'true' })).toMatchObject([
      { id: 'ann', total_events: 4, total_sessions: 2, total_revenue: 5, country: '' },
      { id: 'bob', total_events: 1, total_sessions: 0, total_revenue: 0, country: '' },
    ]);
    const [plain] = await ask({ sort: 'total_revenue' });
    expect(plain).not.toHaveProperty('total_revenue');
    for (const sort of ['total_revenue', 'total_sessions', 'total_events', 'last_seen_at'])
      for (const direction of ['asc', 'desc'])
        expect((await ask({ sort, direction })).map(({ id }) => id)).toEqual(
          direction === 'asc' ? ['bob', 'ann'] : ['ann', 'bob'],
        );
    expect((await ask({ sort: 'first_seen_at' })).map(({ id }) => id)).toEqual(['bob', 'ann']);
  });

  test('a cursor of /profiles is refused in another order', async () => {
    const ask = (input: object) => reports.profiles(project, parseParameters(profilesParameters, input));
    const { meta } = await ask({ sort: 'total_revenue', limit: 1 });
    const cursor = meta.nextCursor;
    for (const other of [{}, { sort: 'total_events' }, { sort: 'total_revenue', direction: 'asc' }])
      await expect(ask({ ...other, cursor })).rejects.toMatchObject({ problems: [{ field: 'cursor' }] });
  });

  test('a filter may say what people did or did not do, in lists and reports alike', async () => {
    const login = { did: true, event: 'login' };
    const payer = { did: true, filters: { field: 'revenue', op: 'gt', value: 0 } };
    const ask = async (filters: unknown) => {
      const input = { filters };
      const people = await reports.profiles(project, parseParameters(profilesParameters, input));
      const found = await reports.events(
        project,
        parseParameters(eventsParameters, { filters, startDate: '2026-05-01', endDate: '2026-05-01' }),
      );
      return [people.data.map(({ id }) => id), found.data.length];
    };
    expect(await ask(login)).toEqual([['ann', 'bob'], 5]);
    expect(await ask(payer)).toEqual([['ann'], 4]);
    expect(await ask({ and: [login, { ...payer, did: false }] })).toEqual([['bob'], 1]);
    expect(await ask(JSON.stringify({ did: true, event: 'login', count: { op: 'gte', value: 2 } }))).toEqual([
      [],
      0,
    ]);
    // The stranger is nobody known, but a person who did not log in.
    expect(await ask({ did: false, event: 'login' })).toEqual([[], 1]);
    for (const [filters, field] of [
      [{ and: [{ did: true, sum: { property: 'x', op: 'gt', value: 0 } }] }, 'filters.and.0.sum.property'],
      [{ did: true, filters: { field: 'nothing', op: 'is', value: 'x' } }, 'filters.filters.field'],
      [{ did: true, filters: { did: true } }, 'filters.filters.did'],
      [{ did: 1 }, 'filters.did'],
    ] as const)
      await expect(ask(filters), field).rejects.toMatchObject({ problems: [{ field }] });
  });

  test('/profiles/:id is the same by every id of a person, with their anonymous past', async () => {
    for (const id of ['ann', 'ann@old']) {
      const { data } = await reports.profile(project, parseParameters(profileParameters, { id }));
      expect(data).toMatchObject({
        id: 'ann',
        total_events: 4,
        total_sessions: 2,
        total_revenue: 5,
        device_ids: ['laptop', 'phone'],
        group_names: { acme: 'Acme', owls: 'Night Owls' },
        first_seen_at: '2026-05-01T00:00:00+00:00',
        last_seen_at: '2026-05-01T07:00:00+00:00',
      });
    }
    const unknown = reports.profile(project, parseParameters(profileParameters, { id: 'nobody' }));
    await expect(unknown).rejects.toBeInstanceOf(NotFoundError);
  });

  test('/profiles/:id/events has them all, newest first, and a device of nobody has its own', async () => {
    const of = async (id: string) =>
      (await reports.profileEvents(project, parseParameters(profileEventsParameters, { id }))).data.map(
        ({ name }) => name,
      );
    expect(await of('ann')).toEqual(['after', 'server', 'login', 'before']);
    expect(await of('stranger')).toEqual(['before']);
    expect(await of('phone')).toEqual([]);
  });

  test('an event has its properties as they were sent', async () => {
    const filters = { field: 'name', op: 'is', value: 'after' };
    const { data } = await reports.events(project, parseParameters(eventsParameters, { filters }));
    expect(data).toMatchObject([
      { properties: { plan: 'pro', level: 3 }, timestamp: '2026-05-01T03:00:00+00:00' },
    ]);
  });

  test('/names offers events, properties with their types, and values', async () => {
    expect(
      (await reports.eventNames(project, parseParameters(eventNamesParameters, { search: 'B' }))).data,
    ).toEqual([{ name: 'before', count: 2 }]);
    expect((await reports.propertyNames(project, parseParameters(propertyNamesParameters, {}))).data).toEqual(
      [
        { name: 'properties.level', type: 'number', count: 1 },
        { name: 'properties.plan', type: 'string', count: 1 },
        { name: 'properties.vip', type: 'boolean', count: 1 },
      ],
    );
    const values = async (input: Record<string, unknown>) =>
      (await reports.valueNames(project, parseParameters(valueNamesParameters, input))).data;
    expect(await values({ field: 'properties.level' })).toEqual([{ name: '3', count: 1 }]);
    expect(await values({ field: 'name', event: 'login' })).toEqual([{ name: 'login', count: 2 }]);
    expect(await values({ field: 'device_id', limit: 1 })).toEqual([{ name: 'phone', count: 2 }]);
    await expect(values({ field: 'colour' })).rejects.toMatchObject({ problems: [{ field: 'field' }] });
  });
});
