import { metricsParameters } from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { changeRow, eventRow } from './events.ts';

const day = Date.UTC(2026, 4, 1);
const events = Array.from({ length: 5 }, (_, i) =>
  eventRow({ id: crypto.randomUUID(), project_id: 'filters', timestamp: day + i * 250, device_id: 'd' }),
);

let engine: Engine;
let reports: Reports;

beforeAll(async () => {
  engine = await startEngine();
  reports = createReports({ ...engine, now: () => day });
  await engine.insertEvents(events);
});
afterAll(() => engine.close());

async function countOf(filters: unknown): Promise<number> {
  const range = { startDate: '2026-05-01', endDate: '2026-05-01' };
  const { data } = await reports.metrics(
    { id: 'filters' },
    parseParameters(metricsParameters, { ...range, filters }),
  );
  return data.total_events;
}

test('a time may be an instant or a day', async () => {
  expect(await countOf({ field: 'timestamp', op: 'gte', value: '2026-05-01' })).toBe(5);
  expect(await countOf({ field: 'timestamp', op: 'gt', value: '2026-05-01T00:00:00Z' })).toBe(4);
  expect(await countOf({ field: 'timestamp', op: 'lte', value: day + 250 })).toBe(2);
});

test('what does not fit is refused with the path to it', async () => {
  const problems = async (filters: unknown) =>
    countOf(filters).then(
      () => [],
      (error) => error.problems.map((p: { field: string }) => p.field),
    );
  expect(await problems({ and: [{ or: [{ field: 'nope', op: 'isSet' }] }] })).toEqual([
    'filters.and.0.or.0.field',
  ]);
  expect(await problems({ field: 'country', op: 'is' })).toEqual(['filters.value']);
  expect(await problems({ field: 'country', op: 'in', value: 'KR' })).toEqual(['filters.value']);
  expect(await problems({ field: 'timestamp', op: 'gt', value: 'soon' })).toEqual(['filters.value']);
  expect(await problems({ field: 'timestamp', op: 'gt', value: 1e20 })).toEqual(['filters.value']);
  expect(await problems({ and: [], or: [] })).toEqual(['filters.or']);
  expect(await problems([])).toEqual(['filters']);
  expect(await problems({ field: 'path', op: 'regex', value: '(?=a)' })).toEqual(['filters']);
});

describe('of what an event belongs to', () => {
  const project = 'related';
  const at = (minutes: number, known: object) =>
    eventRow({ id: crypto.randomUUID(), project_id: project, timestamp: day + minutes * 60_000, ...known });

  beforeAll(async () => {
    await engine.insertEvents([
      at(0, { session_id: 's1', device_id: 'd1', path: '/in', referrer_name: 'Naver' }),
      at(1, { session_id: 's1', device_id: 'd1', path: '/out' }),
      at(2, { session_id: 's1', device_id: 'd1', name: 'buy', revenue: 3 }),
      at(5, { session_id: 's2', device_id: 'd2', path: '/in' }),
      at(6, { device_id: '', profile_id: 'old', groups: ['acme', 'other'] }),
      at(7, { device_id: 'd3', profile_id: 'bob' }),
    ]);
    const change = (kind: 'identify' | 'alias', known: object) =>
      changeRow({ id: crypto.randomUUID(), project_id: project, timestamp: day, kind, ...known });
    await engine.insertChanges([
      change('identify', { profile_id: 'ann', device_id: 'd1' }),
      change('alias', { profile_id: 'ann', alias: 'old' }),
    ]);
    const insert = (table: string, values: object[]) =>
      engine.clickhouse.insert({ table: `${engine.database}.${table}`, format: 'JSONEachRow', values });
    await insert('profiles', [
      {
        project_id: project,
        profile_id: 'ann',
        email: 'ann@x.com',
        properties: '{"plan":"pro","age":30,"a.b":true}',
        version: 1,
      },
      {
        project_id: project,
        profile_id: 'bob',
        email: 'bob@x.com',
        properties: '{"plan":"free","age":20}',
        version: 1,
      },
    ]);
    await insert('groups', [
      {
        id: crypto.randomUUID(),
        project_id: project,
        group_id: 'acme',
        type: 'company',
        name: 'Acme',
        properties: '{"size":500}',
      },
    ]);
  });

  test.each([
    ['session.entry_path', 'is', '/in', 4],
    ['session.exit_path', 'is', '/out', 3],
    ['session.referrer_name', 'is', 'Naver', 3],
    ['session.referrer_name', 'isNot', 'Naver', 3],
    ['session.duration', 'gte', 120, 3],
    ['session.page_views', 'is', 1, 1],
    ['session.is_bounce', 'is', true, 1],
    ['session.revenue', 'gt', 0, 3],
    ['session.started_at', 'gt', '2026-05-01T00:01:00Z', 1],
    ['profile.email', 'startsWith', 'ann', 4],
    ['profile.email', 'isNot', 'ann@x.com', 2],
    ['profile.plan', 'is', 'pro', 4],
    ['profile.properties.age', 'lt', 25, 1],
    ['profile.a.b', 'is', true, 4],
    ['profile.age', 'isSet', undefined, 5],
    ['profile.id', 'in', ['bob', 'nobody'], 1],
    ['cohort', 'is', '2026-05-01', 6],
    ['cohort', 'lt', '2026-05-01', 0],
    ['cohort', 'startsWith', '2026-05', 6],
    ['group.name', 'is', 'Acme', 1],
    ['group.size', 'gt', 100, 1],
    ['group.type', 'isNot', 'company', 5],
  ])('%s %s %s passes %i events', async (field, op, value, expected) => {
    const range = { startDate: '2026-05-01', endDate: '2026-05-01' };
    const filters = { field, op, ...(value === undefined ? {} : { value }) };
    const parameters = parseParameters(metricsParameters, { ...range, filters });
    expect((await reports.metrics({ id: project }, parameters)).data.total_events).toBe(expected);
  });

  test('one of several values is looked for in the own project alone', async () => {
    const insert = (table: string, row: object) =>
      engine.clickhouse.insert({
        table: `${engine.database}.${table}`,
        format: 'JSONEachRow',
        values: [row],
      });
    await insert('profiles', {
      project_id: 'other',
      profile_id: 'bob',
      email: 'secret@x.com',
      properties: '{"plan":"secret"}',
      version: 1,
    });
    await insert('groups', {
      id: crypto.randomUUID(),
      project_id: 'other',
      group_id: 'other',
      type: 'secret',
      name: 'Secret',
    });
    const range = { startDate: '2026-05-01', endDate: '2026-05-01' };
    for (const field of ['profile.plan', 'profile.email', 'group.type', 'group.name']) {
      for (const value of [
        ['nothing', 'secret'],
        ['nothing', 'secret@x.com', 'Secret'],
      ]) {
        const filters = { field, op: 'startsWith', value };
        const parameters = parseParameters(metricsParameters, { ...range, filters });
        const { data } = await reports.metrics({ id: project }, parameters);
        expect(data.total_events, `${field} ${value}`).toBe(0);
      }
    }
  });

  test('a field that a session does not have is refused', async () => {
    await expect(countOf({ field: 'session.colour', op: 'isSet' })).rejects.toMatchObject({
      problems: [{ field: 'filters.field' }],
    });
  });
});
