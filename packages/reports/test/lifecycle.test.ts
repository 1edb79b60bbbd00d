import { lifecycleParameters } from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { eventRow } from './events.ts';

const now = Date.UTC(2027, 0, 1);

let engine: Engine;
let reports: Reports;

beforeAll(async () => {
  engine = await startEngine();
  reports = createReports({ ...engine, now: () => now });
});
afterAll(() => engine.close());

test('in a week that is not over users come and go as in whole ones, and it is marked', async () => {
  const at = (device_id: string, time: string) =>
    eventRow({ id: crypto.randomUUID(), project_id: 'weeks', device_id, timestamp: Date.parse(time) });
  await engine.insertEvents([
    at('x', '2026-12-14T00:00:00Z'),
    at('x', '2026-12-27T23:59:00Z'),
    at('y', '2026-12-22T00:00:00Z'),
    at('y', '2026-12-29T00:00:00Z'),
  ]);
  const parameters = parseParameters(lifecycleParameters, {
    startDate: '2026-12-23',
    endDate: '2026-12-30',
    interval: 'week',
  });
  const { data } = await reports.lifecycle({ id: 'weeks' }, parameters);
  expect(data).toEqual([
    { date: '2026-12-21T00:00:00+00:00', new: 1, returning: 1, resurrecting: 0, dormant: 0 },
    {
      date: '2026-12-28T00:00:00+00:00',
      new: 0,
      returning: 1,
      resurrecting: 0,
      dormant: 1,
      incomplete: true,
    },
  ]);
});
