import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import {
  breakdownParameters,
  eventsParameters,
  flowsParameters,
  liveParameters,
  pagesParameters,
  sessionsParameters,
} from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { eventRow } from './events.ts';

const visitors = 40;
const at = Date.UTC(2026, 4, 1, 12);
const now = at + 60_000;
const range = { startDate: '2026-05-01', endDate: '2026-05-01' };

/** Ids are random, so that an order by id has half of the visitors right. */
function visit(project_id: string, visitor: number): EventRow[] {
  const ids = { project_id, device_id: `d${visitor}`, session_id: `s${visitor}`, timestamp: at };
  const event = (sequence: number, known: Partial<EventRow>) =>
    eventRow({ id: crypto.randomUUID(), ...ids, sequence, created_at: at + 5, ...known });
  const brought = { referrer_name: 'Google', channel: 'Organic Search' };
  return [
    event(7, { path: '/third', created_at: at + 6, sequence: 0 }),
    event(9, { path: '/second', referrer_name: 'Naver', channel: 'Direct' }),
    event(8, { path: '/landing', ...brought }),
  ];
}

/** Ten seconds later. */
function leave(project_id: string, visitor: number): EventRow {
  const ids = { project_id, device_id: `d${visitor}`, session_id: `s${visitor}` };
  return eventRow({ id: crypto.randomUUID(), ...ids, name: 'left', timestamp: at + 10_000 });
}

let engine: Engine;
let reports: Reports;
beforeAll(async () => {
  engine = await startEngine();
  reports = createReports({ ...engine, now: () => now });
  const all = (projectId: string) => Array.from({ length: visitors }, (_, i) => visit(projectId, i)).flat();
  const withLater = (projectId: string) => [
    ...all(projectId),
    ...Array.from({ length: visitors }, (_, i) => leave(projectId, i)),
  ];
  await engine.insertEvents([...all('sealed'), ...withLater('left-sealed')]);
  await engine.seal();
  await engine.insertEvents([...all('open'), ...withLater('left-open')]);
});
afterAll(() => engine.close());

describe.each(['open', 'sealed'])('views of one millisecond stand in the order they were sent: %s', (id) => {
  const project = { id };

  test.each([
    ['entry', '/landing'],
    ['exit', '/third'],
  ] as const)('%s pages', async (by, path) => {
    const { data } = await reports.pages(project, parseParameters(pagesParameters, { ...range, by }));
    expect(data.map((row) => [row.path, row.sessions])).toEqual([[path, visitors]]);
  });

  test.each([
    ['referrer_name', 'Google'],
    ['channel', 'Organic Search'],
  ] as const)('the %s of sessions', async (dimension, name) => {
    const parameters = parseParameters(breakdownParameters, { ...range, dimension });
    const { data } = await reports.breakdown(project, parameters);
    expect(data.map((row) => [row.name, row.sessions])).toEqual([[name, visitors]]);
  });

  test('flows', async () => {
    const parameters = parseParameters(flowsParameters, { ...range, path: '/landing', show: 'pages' });
    const { data } = await reports.flows(project, parameters);
    expect(data.paths).toEqual([{ path: ['/landing', '/second', '/third'], count: visitors }]);
  });

  test('lists, also over pages of them', async () => {
    const paths: string[] = [];
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = { ...range, limit: 7, ...(cursor ? { cursor } : {}) };
      const answer = await reports.events(project, parseParameters(eventsParameters, page));
      paths.push(...answer.data.map(({ path }) => path));
      cursor = answer.meta.nextCursor;
    }
    const thrice = (path: string) => Array.from({ length: visitors }, () => path);
    expect(paths.slice(0, visitors)).toEqual(thrice('/third'));
    // Other visitors' views of the same instant stand between.
    expect(paths.slice(visitors).sort()).toEqual([...thrice('/landing'), ...thrice('/second')]);
    const { data } = await reports.sessions(project, parseParameters(sessionsParameters, range));
    for (const session of data)
      expect([session.entry_path, session.exit_path]).toEqual(['/landing', '/third']);
  });

  test('the live page', async () => {
    const { data } = await reports.live(project, parseParameters(liveParameters, {}));
    expect(data.pages).toEqual([{ name: '/third', count: visitors }]);
    expect(data.referrers).toEqual([{ name: 'Naver', count: visitors }]);
  });
});

describe.each(['left-open', 'left-sealed'])('time on pages of one millisecond, with a filter: %s', (id) => {
  test.each([
    ['/landing', 0],
    ['/second', 0],
    ['/third', 10],
  ] as const)('%s', async (path, seconds) => {
    const filters = {
      and: [
        { field: 'path', op: 'is', value: path },
        { field: 'name', op: 'isNot', value: 'left' },
      ],
    };
    const { data } = await reports.pages({ id }, parseParameters(pagesParameters, { ...range, filters }));
    expect(data).toMatchObject([{ path, views: visitors, avg_duration: seconds }]);
  });
});
