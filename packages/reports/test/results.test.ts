import { breakdownParameters, metricsParameters } from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMemoryResults, createReports, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { changeRow, eventRow } from './events.ts';

const project = { id: 'kept' };
const day = (date: string) => Date.parse(`${date}T12:00:00Z`);
const now = day('2026-05-10');
const views = (date: string, count: number, known: object = {}) =>
  Array.from({ length: count }, (_, i) =>
    eventRow({
      id: crypto.randomUUID(),
      project_id: project.id,
      timestamp: day(date) + i,
      session_id: `s${date}`,
      device_id: 'd',
      ...known,
    }),
  );

let engine: Engine;
let reports: Reports;
let found: string[];
beforeAll(async () => {
  engine = await startEngine();
  const memory = createMemoryResults();
  found = [];
  const results = {
    set: memory.set,
    get: async (key: string) => {
      const value = await memory.get(key);
      if (value !== undefined) found.push(value);
      return value;
    },
  };
  reports = createReports({ ...engine, now: () => now, results });
  await engine.insertEvents([
    ...views('2026-05-01', 2),
    ...views('2026-05-03', 3),
    ...views('2026-05-10', 1),
  ]);
  await engine.sealUntil(now);
});
afterAll(() => engine.close());

/** By one of the reports that are kept: persons have no part in it. */
const eventsOf = async (startDate: string, endDate: string, more: object = {}) => {
  const parameters = breakdownParameters.parse({ startDate, endDate, dimension: 'name', ...more });
  return (await reports.breakdown(project, parameters)).data[0]?.screen_views;
};
const keptIn = async (work: () => Promise<unknown>) => {
  const before = found.length;
  await work();
  return found.length - before;
};

test('an answer of days that are over is kept, until one of their events is another', async () => {
  const ask = () => eventsOf('2026-05-01', '2026-05-05');
  expect(await keptIn(ask)).toBe(0);
  expect(await keptIn(ask)).toBe(1);
  expect(await ask()).toBe(5);
  await engine.insertEvents(views('2026-05-03', 4));
  expect(await keptIn(ask)).toBe(0);
  expect(await ask()).toBe(9);
  await engine.sealUntil(now);
  expect(await keptIn(ask)).toBe(0);
  expect(await keptIn(ask)).toBe(1);
  expect(await ask()).toBe(9);
});

test('another question has another answer', async () => {
  const ask = (dimension: string) =>
    reports.breakdown(
      project,
      breakdownParameters.parse({ startDate: '2026-05-01', endDate: '2026-05-05', dimension }),
    );
  await ask('country');
  expect(await keptIn(() => ask('os'))).toBe(0);
  expect(await keptIn(() => ask('os'))).toBe(1);
  expect(await keptIn(() => eventsOf('2026-05-01', '2026-05-04'))).toBe(0);
  expect(await keptIn(() => eventsOf('2026-05-01', '2026-05-04', { timezone: 'Asia/Seoul' }))).toBe(0);
});

test('an answer that today, a session that goes on, or a profile may change is not kept', async () => {
  const twice = async (ask: () => Promise<unknown>) => {
    await ask();
    return keptIn(ask);
  };
  expect(await twice(() => eventsOf('2026-05-01', '2026-05-10'))).toBe(0);
  const filters = { field: 'profile.email', op: 'isSet' };
  expect(await twice(() => eventsOf('2026-05-01', '2026-05-04', { filters }))).toBe(0);
  expect(await twice(() => eventsOf('2026-05-03', '2026-05-04'))).toBe(1);
  // The session of the third comes back today: its duration, for one, has not come to its end.
  await engine.insertEvents(views('2026-05-10', 1, { session_id: 's2026-05-03' }));
  expect(await twice(() => eventsOf('2026-05-03', '2026-05-04'))).toBe(0);
});

test('an answer about persons is not kept: who is who may be learned later', async () => {
  const parameters = metricsParameters.parse({ startDate: '2026-05-01', endDate: '2026-05-05' });
  const ask = async () => (await reports.metrics(project, parameters)).data.active_users;
  await engine.insertEvents(views('2026-05-02', 1, { device_id: 'other' }));
  expect(await ask()).toBe(2);
  const change = { project_id: project.id, kind: 'identify', profile_id: 'ann', timestamp: now } as const;
  await engine.insertChanges(
    ['d', 'other'].map((device_id) => changeRow({ ...change, id: crypto.randomUUID(), device_id })),
  );
  expect(await ask()).toBe(1);
});
