import type { AnswerMeta } from '@gatrix/analytics-protocol/insights';
import {
  breakdownParameters,
  eventNamesParameters,
  pagesParameters,
  propertyNamesParameters,
  valueNamesParameters,
} from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { eventRow } from './events.ts';

const day = Date.UTC(2026, 4, 1);
const range = { startDate: '2026-05-01', endDate: '2026-05-01' };
const names = ['one', 'two', 'three', 'four', 'five', 'six'];
let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

/** One event with the name in everything that lists rank: one name, value and path. */
const visit = (project: string, name: string, device: string) =>
  eventRow({
    id: crypto.randomUUID(),
    project_id: project,
    timestamp: day + 1000,
    device_id: device,
    session_id: `${device}-${name}`,
    name: name === 'view' ? name : 'screen_view',
    path: `/${name}`,
    country: name.slice(0, 2).toUpperCase(),
    properties: { [name]: 'x', plan: name },
  });

type Asked = (
  reports: Reports,
  project: { id: string },
  page: Record<string, unknown>,
) => Promise<{ data: readonly { name?: string; path?: string }[]; meta: AnswerMeta }>;

const lists: Record<string, Asked> = {
  'a breakdown by a fact': (reports, project, page) =>
    reports.breakdown(project, parseParameters(breakdownParameters, { ...page, dimension: 'country' })),
  'a breakdown by a property': (reports, project, page) =>
    reports.breakdown(
      project,
      parseParameters(breakdownParameters, { ...page, dimension: 'properties.plan' }),
    ),
  'a filtered breakdown': (reports, project, page) =>
    reports.breakdown(
      project,
      parseParameters(breakdownParameters, {
        ...page,
        dimension: 'country',
        filters: { field: 'properties.plan', op: 'isSet' },
      }),
    ),
  'the pages': (reports, project, page) => reports.pages(project, parseParameters(pagesParameters, page)),
  'the entry pages': (reports, project, page) =>
    reports.pages(project, parseParameters(pagesParameters, { ...page, by: 'entry' })),
  'values of a field': (reports, project, page) =>
    reports.valueNames(project, parseParameters(valueNamesParameters, { ...page, field: 'path' })),
  'names of properties': (reports, project, page) =>
    reports.propertyNames(project, parseParameters(propertyNamesParameters, page)),
};

describe('a list that is ranked', () => {
  test.each(Object.entries(lists))('%s shows no row twice while events come in', async (title, ask) => {
    const project = { id: `ranked ${title}` };
    await engine.insertEvents(
      names.flatMap((name, place) =>
        Array.from({ length: 20 - place * 3 }, (_, device) => visit(project.id, name, `d${device}`)),
      ),
    );
    const shown: (string | undefined)[] = [];
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
      // Each page by readers of its own: nothing that was kept answers.
      const reports = createReports({ ...engine, now: () => day + 86_400_000 });
      const { data, meta } = await ask(reports, project, {
        ...range,
        limit: 2,
        ...(cursor ? { cursor } : {}),
      });
      shown.push(...data.map(({ name, path }) => name ?? path));
      cursor = meta.nextCursor;
      // Those on top grow, and so does one that is new: an offset would show a row again.
      await engine.insertEvents(
        ['one', 'two', `new${shown.length}`].flatMap((name) =>
          Array.from({ length: 30 }, (_, device) => visit(project.id, name, `e${device}`)),
        ),
      );
    }
    expect(shown.filter((name, index) => shown.indexOf(name) !== index)).toEqual([]);
    expect(shown.length).toBeGreaterThanOrEqual(names.length);
  });

  test('counts views of sessions over several days where those are too many to be listed', async () => {
    const project = { id: 'unlisted' };
    const view = (path: string, session_id: string, hours: number) =>
      eventRow({
        ...{ id: crypto.randomUUID(), project_id: project.id, device_id: 'd', path, session_id },
        timestamp: day + hours * 3_600_000,
      });
    await engine.insertEvents([
      ...[23.8, 23.9, 24.1, 24.2].map((hours) => view('/long', 'over midnight', hours)),
      ...[1, 2, 25].map((hours) => view('/short', `at ${hours}`, hours)),
      view('/last', 'at 3', 3),
    ]);
    await engine.seal();
    const limits = { eventsAtOnce: 0, listedSessions: 0 };
    const reports = createReports({ ...engine, now: () => day + 100 * 86_400_000, limits });
    const shown: unknown[] = [];
    for (let cursor: string | undefined, more = true; more && shown.length < 9; more = cursor !== undefined) {
      const asked = { ...range, endDate: '2026-05-02', limit: 1, ...(cursor ? { cursor } : {}) };
      const { data, meta } = await reports.pages(project, parseParameters(pagesParameters, asked));
      shown.push(...data.map(({ path, views }) => [path, views]));
      cursor = meta.nextCursor;
    }
    expect(shown).toEqual([
      ['/long', 4],
      ['/short', 3],
      ['/last', 1],
    ]);
  });

  test('takes no cursor of another list', async () => {
    const reports = createReports({ ...engine, now: () => day });
    for (const cursor of [
      '5',
      'x',
      Buffer.from('[1]').toString('base64url'),
      Buffer.from('[1.5,"a"]').toString('base64url'),
    ])
      await expect(
        reports.eventNames({ id: 'none' }, parseParameters(eventNamesParameters, { ...range, cursor })),
      ).rejects.toMatchObject({ problems: [{ field: 'cursor' }] });
  });
});

test('what a game’s server sends, without sessions and visitors, is ranked by events before names', async () => {
  const counts = { ability_used: 1, battle_ended: 3, chest_opened: 2, zone_entered: 9 };
  const rows = Object.entries(counts).flatMap(([name, count]) =>
    Array.from({ length: count }, (_, index) =>
      eventRow({
        ...{ id: crypto.randomUUID(), project_id: 'server', timestamp: day + index, name },
        ...{ device_id: '', session_id: '', profile_id: 'player', properties: { of: name }, browser: name },
      }),
    ),
  );
  await engine.insertEvents(rows);
  const filters = { field: 'name', op: 'isNot', value: 'other' };
  const questions = [
    ...['name', 'properties.of', 'browser'].map((dimension) => ({ dimension })),
    { dimension: 'browser', filters },
  ];
  const ask = async (question: object) => {
    const reports = createReports({ ...engine, now: () => day + 2 * 86_400_000 });
    const parameters = parseParameters(breakdownParameters, { ...range, ...question, limit: 3 });
    const { data } = await reports.breakdown({ id: 'server' }, parameters);
    expect(data.map(({ name, sessions, unique_visitors }) => [name, sessions, unique_visitors])).toEqual([
      ['zone_entered', 0, 0],
      ['battle_ended', 0, 0],
      ['chest_opened', 0, 0],
    ]);
    expect(Object.keys(data[0] ?? {})).not.toContain('events');
  };
  for (const question of questions) await ask(question);
  await engine.seal();
  for (const question of questions) await ask(question);
});
