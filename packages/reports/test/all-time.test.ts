import { breakdownParameters, metricsParameters, pagesParameters } from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { eventRow } from './events.ts';

const project = { id: 'all-time', timezone: 'Asia/Seoul' };
const now = Date.UTC(2026, 4, 3, 12);

let engine: Engine;
let reports: Reports;
beforeAll(async () => {
  engine = await startEngine();
  reports = createReports({ ...engine, now: () => now });
  const at = (day: number, known: object) =>
    eventRow({
      id: crypto.randomUUID(),
      project_id: project.id,
      timestamp: Date.UTC(2026, 4, day, 10),
      ...known,
    });
  await engine.insertEvents([
    at(1, { session_id: 's1', device_id: 'd1', path: '/a' }),
    at(2, { session_id: 's1', device_id: 'd1', path: '/b', revenue: 5 }),
    at(2, { session_id: 's2', device_id: 'd2', path: '/a' }),
    at(3, { session_id: 's3', device_id: 'd3', name: 'purchase' }),
  ]);
});
afterAll(() => engine.close());

const may = { startDate: '2026-05-01', endDate: '2026-05-31' };

test.each([
  ['1970-01-01', '2199-12-31'],
  ['1970-01-01', '2026-05-31'],
  ['2026-05-01', '2199-12-31'],
])('%s to %s has what its days have, sealed or not', async (startDate, endDate) => {
  const ask = async (range: object) => [
    (await reports.metrics(project, parseParameters(metricsParameters, range))).data,
    (await reports.pages(project, parseParameters(pagesParameters, range))).data,
    (await reports.pages(project, parseParameters(pagesParameters, { ...range, by: 'exit' }))).data,
    (await reports.breakdown(project, parseParameters(breakdownParameters, { ...range, dimension: 'name' })))
      .data,
  ];
  const expected = await ask(may);
  expect(expected[0]).toMatchObject({
    unique_visitors: 3,
    total_sessions: 3,
    total_events: 4,
    total_revenue: 5,
  });
  expect(await ask({ startDate, endDate })).toEqual(expected);
  await engine.sealUntil(now);
  expect(await ask({ startDate, endDate })).toEqual(expected);
});
