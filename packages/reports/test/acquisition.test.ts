import {
  type BreakdownDimension,
  breakdownParameters,
  metricsParameters,
} from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { eventRow } from './events.ts';

const day = Date.UTC(2026, 4, 1);
const hour = 3_600_000;
const range = { startDate: '2026-05-01', endDate: '2026-05-03' };
let engine: Engine;
let reports: Reports;

beforeAll(async () => {
  engine = await startEngine();
  reports = createReports({ ...engine, now: () => day + 72 * hour });
  const google = { channel: 'Organic Search', referrer_name: 'Google', utm_campaign: '' };
  const direct = { channel: 'Direct' };
  const rowsOf = (project_id: string) => {
    const event = (hours: number, session_id: string, known: object) => {
      const ids = { project_id, session_id, device_id: `d${session_id}`, timestamp: day + hours * hour };
      return eventRow({ id: crypto.randomUUID(), ...ids, ...known });
    };
    return [
      // A script is ready before the page view is sent.
      event(1, 'a', { name: 'web_vitals', ...direct }),
      event(1.1, 'a', google),
      event(1.2, 'a', { path: '/next', ...direct, revenue: 5 }),
      // The same over midnight: the view comes on the next day.
      event(23.9, 'b', { name: 'app_open', ...direct }),
      event(24.1, 'b', google),
      // No page view at all, as in an app: the first event.
      event(3, 'c', { name: 'open', channel: 'Email', utm_campaign: 'may' }),
      event(4, 'c', { name: 'buy', ...direct, revenue: 2 }),
      // No session: an event's own.
      event(5, '', { name: 'server', channel: 'Email', device_id: '', revenue: 1 }),
      event(6, 'd', direct),
    ];
  };
  await engine.insertEvents(rowsOf('sealed'));
  await engine.seal();
  await engine.insertEvents(rowsOf('open'));
});
afterAll(() => engine.close());

describe.each(['open', 'sealed'])('how a session came is what its first page view says: %s', (id) => {
  const project = { id };
  const breakdownOf = async (dimension: BreakdownDimension) =>
    (await reports.breakdown(project, parseParameters(breakdownParameters, { ...range, dimension }))).data;

  test('sessions, views and revenue by channel', async () => {
    expect(
      (await breakdownOf('channel')).map((row) => [row.name, row.sessions, row.screen_views, row.revenue]),
    ).toEqual([
      ['Organic Search', 2, 3, 5],
      // As many sessions: by events.
      ['Email', 1, 0, 3],
      ['Direct', 1, 1, 0],
    ]);
  });

  test.each(['channel', 'referrer_name', 'utm_campaign', 'country'] as const)(
    'a filter on a row of %s gives the figures of the row',
    async (dimension) => {
      for (const { name, ...row } of await breakdownOf(dimension)) {
        const filters = { field: dimension, op: 'is', value: name };
        const { data } = await reports.metrics(
          project,
          parseParameters(metricsParameters, { ...range, filters }),
        );
        expect(data, name).toMatchObject({
          total_sessions: row.sessions,
          unique_visitors: row.unique_visitors,
          total_screen_views: row.screen_views,
          total_revenue: row.revenue,
        });
      }
    },
  );
});
