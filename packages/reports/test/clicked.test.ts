import { sealDays } from '@gatrix/analytics-clickhouse-schema';
import { breakdownParameters, metricsParameters, pagesParameters } from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, parseParameters } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { eventRow } from './events.ts';

const day = Date.UTC(2026, 4, 5);
const dayMs = 86_400_000;
const now = () => day + 5 * dayMs;
const project = { id: 'clicked', timezone: 'UTC' };
const first = { startDate: '2026-05-05', endDate: '2026-05-05' };
const clicked = (field: string, value: string) => ({ filters: { field, op: 'is', value } });

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
  const known = { project_id: project.id, device_id: 'd1', session_id: 's1', name: 'screen_view' };
  await engine.insertEvents([
    // One session over midnight, whose place changes with the day.
    eventRow({
      ...known,
      id: crypto.randomUUID(),
      timestamp: day + dayMs - 60_000,
      path: '/a',
      country: 'US',
    }),
    eventRow({
      ...known,
      id: crypto.randomUUID(),
      timestamp: day + dayMs + 60_000,
      path: '/b',
      country: 'KR',
    }),
    eventRow({
      ...known,
      id: crypto.randomUUID(),
      timestamp: day + dayMs + 90_000,
      path: '/c',
      country: 'KR',
    }),
    eventRow({
      ...known,
      ...{ id: crypto.randomUUID(), device_id: 'd2', session_id: 's2', timestamp: day + 1_000 },
      ...{ path: '/a', country: 'KR' },
    }),
  ]);
});
afterAll(() => engine.close());

describe.each(['open', 'sealed'])('a click on a row, days %s', (storage) => {
  beforeAll(async () => {
    if (storage === 'open') return;
    const days = [day / dayMs, day / dayMs + 1];
    expect(await sealDays(engine, { projectId: project.id, days }, now())).toEqual(days);
  });
  const reports = () => createReports({ ...engine, now });

  test('a session counts by a match behind the range in which it started', async () => {
    const parameters = parseParameters(metricsParameters, { ...first, ...clicked('country', 'KR') });
    const { data } = await reports().metrics(project, parameters);
    expect(data).toMatchObject({ total_sessions: 2, total_events: 1, unique_visitors: 1, bounce_rate: 50 });
  });

  test('a page keeps what is said of it when its path is chosen, and loses the others', async () => {
    const of = async (filters: object) =>
      (await reports().pages(project, parseParameters(pagesParameters, { ...first, ...filters }))).data;
    const all = await of({});
    expect(all.map(({ path }) => path)).toEqual(['/a']);
    expect(await of(clicked('path', '/a'))).toEqual(all);
    expect(await of(clicked('path', '/b'))).toEqual([]);
    expect(all[0]).toMatchObject({ views: 2, unique_visitors: 2, sessions: 2, avg_duration: 120 });
  });

  test('the time on a page is to the next event of the session, whether that matches or not', async () => {
    const parameters = parseParameters(pagesParameters, { ...first, ...clicked('country', 'US') });
    const { data } = await reports().pages(project, parameters);
    expect(data).toMatchObject([{ path: '/a', views: 1, sessions: 1, avg_duration: 120 }]);
  });

  test('readers who ask the same in the same moment get the same', async () => {
    const parameters = parseParameters(breakdownParameters, { ...first, dimension: 'country' });
    const one = reports();
    const answers = await Promise.all([1, 2, 3].map(() => one.breakdown(project, parameters)));
    for (const { data } of answers) {
      expect(data).toMatchObject([
        { name: 'KR', sessions: 2, unique_visitors: 1, screen_views: 1 },
        { name: 'US', sessions: 1, unique_visitors: 1, screen_views: 1 },
      ]);
    }
  });

  test('a breakdown by place counts a session under each place that its matches have', async () => {
    const parameters = parseParameters(breakdownParameters, {
      ...first,
      ...clicked('session.country', 'US'),
      dimension: 'country',
    });
    const { data } = await reports().breakdown(project, parameters);
    expect(data).toMatchObject([
      { name: 'US', sessions: 1, unique_visitors: 1, screen_views: 1 },
      { name: 'KR', sessions: 1, unique_visitors: 0, screen_views: 0 },
    ]);
  });
});

/** A phone that leaves the house: its city changes within a session, once a profile is known, too. */
describe.each(['open', 'sealed'])('a click on a place that sessions leave, days %s', (storage) => {
  const moving = { id: `moving ${storage}`, timezone: 'UTC' };
  const at = (device_id: string, session_id: string, minutes: number, more: object) =>
    eventRow({
      ...{ id: crypto.randomUUID(), project_id: moving.id, device_id, session_id, name: 'screen_view' },
      ...{ timestamp: day + minutes * 60_000, ...more },
    });
  const [home, away] = ['Busan', 'Seoul'].map((city) => ({ city }));
  const midnight = 24 * 60;
  beforeAll(async () => {
    await engine.insertEvents([
      at('d1', 's1', 0, { ...home, path: '/a' }),
      at('d1', 's1', 2, { ...away, path: '/a', profile_id: 'ann' }),
      at('d1', 's1', 3, { ...away, path: '/b', profile_id: 'ann' }),
      at('d2', 's2', 5, { ...away, path: '/a', profile_id: 'ann' }),
      // Over midnight: the last view of the day is of another place than the first.
      at('d3', 's3', midnight - 10, { ...home, path: '/a' }),
      at('d3', 's3', midnight - 4, { ...away, path: '/b' }),
      at('d3', 's3', midnight + 2, { ...away, path: '/c' }),
      // Of no session, and of nobody's device.
      at('d2', '', 7, { ...away, path: '/b' }),
      at('', '', 8, { ...away, path: '/b' }),
    ]);
    if (storage === 'sealed') {
      const days = [day / dayMs, day / dayMs + 1];
      expect(await sealDays(engine, { projectId: moving.id, days }, now())).toEqual(days);
    }
  });
  const ask = (city: string) => {
    const reports = createReports({ ...engine, now });
    const parameters = { ...first, ...clicked('city', city) };
    return Promise.all([
      reports.metrics(moving, parseParameters(metricsParameters, parameters)),
      reports.pages(moving, parseParameters(pagesParameters, parameters)),
    ]);
  };

  test('views count where they were, and sessions wherever they have a match', async () => {
    const [{ data: figures }, { data: pages }] = await ask('Seoul');
    expect(figures).toMatchObject({
      ...{ total_sessions: 3, total_events: 6, total_screen_views: 6, unique_visitors: 3, active_users: 2 },
      bounce_rate: expect.closeTo(33.33, 2),
    });
    expect(
      pages.map(({ path, views, sessions, avg_duration }) => [path, views, sessions, avg_duration]),
    ).toEqual([
      ['/b', 4, 2, 360],
      ['/a', 2, 2, 60],
    ]);
  });

  test('the time on the last page of a day is that of a place that was left before', async () => {
    const [{ data: figures }, { data: pages }] = await ask('Busan');
    expect(figures).toMatchObject({
      total_sessions: 2,
      total_events: 2,
      unique_visitors: 2,
      active_users: 2,
    });
    expect(
      pages.map(({ path, views, sessions, avg_duration }) => [path, views, sessions, avg_duration]),
    ).toEqual([['/a', 2, 2, 240]]);
  });
});

/** A channel is its session's: of the first page view, also for what happens on the next day and elsewhere. */
describe.each(['open', 'sealed'])('a click on a channel, days %s', (storage) => {
  const campaign = { id: `campaign ${storage}`, timezone: 'UTC' };
  const at = (device_id: string, session_id: string, minutes: number, more: object) =>
    eventRow({
      ...{ id: crypto.randomUUID(), project_id: campaign.id, device_id, session_id, name: 'screen_view' },
      ...{ timestamp: day + minutes * 60_000, ...more },
    });
  const [paid, direct] = ['Paid Search', 'Direct'].map((channel) => ({ channel }));
  const midnight = 24 * 60;
  beforeAll(async () => {
    await engine.insertEvents([
      at('d1', 's1', midnight - 10, { ...paid, path: '/a' }),
      at('d1', 's1', midnight - 4, { ...direct, path: '/b' }),
      at('d1', 's1', midnight + 2, { ...direct, path: '/c' }),
      at('d1', 's1', midnight + 3, { ...direct, path: '/a' }),
      // Over midnight, and not paid for.
      at('d2', 's2', midnight - 5, { ...direct, path: '/b' }),
      at('d2', 's2', midnight + 5, { ...paid, path: '/b' }),
      // Of one day, in two countries.
      at('d3', 's3', 10, { ...paid, path: '/a', country: 'KR' }),
      at('d3', 's3', 11, { ...direct, path: '/b', country: 'US' }),
      at('d4', 's4', 20, { ...paid, path: '/b', country: 'KR' }),
      at('d5', 's5', 30, { ...direct, path: '/b' }),
    ]);
    if (storage === 'sealed') {
      const days = [day / dayMs, day / dayMs + 1];
      expect(await sealDays(engine, { projectId: campaign.id, days }, now())).toEqual(days);
    }
  });

  test.each(['channel', 'session.channel'])('%s', async (field) => {
    const reports = createReports({ ...engine, now });
    const ask = async (range: object) => {
      const parameters = { ...range, ...clicked(field, 'Paid Search') };
      const [figures, pages] = await Promise.all([
        reports.metrics(campaign, parseParameters(metricsParameters, parameters)),
        reports.pages(campaign, parseParameters(pagesParameters, parameters)),
      ]);
      const { total_sessions, total_events, unique_visitors, bounce_rate } = figures.data;
      return [
        [total_sessions, total_events, unique_visitors, bounce_rate],
        ...pages.data.map(({ path, views, sessions, bounce_rate, avg_duration }) => [
          ...[path, views, sessions, bounce_rate, avg_duration],
        ]),
      ];
    };
    expect(await ask(first)).toEqual([
      [3, 5, 3, expect.closeTo(33.33, 2)],
      ['/b', 3, 3, 100, 360],
      ['/a', 2, 2, 0, 210],
    ]);
    expect(await ask({ ...first, endDate: '2026-05-06' })).toEqual([
      [3, 7, 3, expect.closeTo(33.33, 2)],
      ['/a', 3, 2, 0, 210],
      ['/b', 3, 3, 100, 360],
      ['/c', 1, 1, 0, 60],
    ]);
    expect(await ask({ startDate: '2026-05-06', endDate: '2026-05-06' })).toEqual([
      [0, 2, 1, 0],
      ['/a', 1, 0, 0, 0],
      ['/c', 1, 0, 0, 60],
    ]);
  });
});
