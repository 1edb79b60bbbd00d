import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import {
  activeUsersParameters,
  lifecycleParameters,
  metricsParameters,
  monetizationParameters,
} from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { eventRow, randomScene } from './events.ts';
import { activeUsersOracle, lifecycleOracle, monetizationOracle } from './oracle/audience.ts';
import { localDate } from './oracle/local-time.ts';
import { personOracle } from './oracle/persons.ts';
import { createRandom } from './random.ts';

const now = Date.UTC(2027, 0, 1);
const day = 86_400_000;

/** Scenes with more of the same people weeks before and after. */
const scenes = Array.from({ length: 20 }, (_, seed) => {
  const random = createRandom(seed + 900);
  const scene = randomScene(random, `a${seed}`);
  const spread = scene.events.map((event): EventRow => {
    const timestamp = event.timestamp + random.pick([0, 0, -5, -12, -35, 9]) * day;
    return { ...event, timestamp };
  });
  return { ...scene, events: spread, person: personOracle(spread, []) };
});

let engine: Engine;
let reports: Reports;

beforeAll(async () => {
  engine = await startEngine();
  reports = createReports({ ...engine, now: () => now });
  await engine.insertEvents(scenes.flatMap((scene) => scene.events));
});
afterAll(() => engine.close());

const short = <T extends { date: string }>(rows: readonly T[]) =>
  rows.map((row) => ({ ...row, date: row.date.slice(0, 10) }));

describe('on random people around days on which clocks change', { timeout: 120_000 }, () => {
  test('the filter `cohort` passes the events of the people whose first day it is', async () => {
    for (const { projectId, timezone, events, person } of scenes.filter((scene) => scene.events.length > 0)) {
      const firsts = new Map<string, number>();
      for (const event of events) {
        const who = person(event);
        firsts.set(who, Math.min(event.timestamp, firsts.get(who) ?? Number.POSITIVE_INFINITY));
      }
      const cohortOf = (event: EventRow) =>
        person(event) === '' ? '' : localDate(timezone, firsts.get(person(event)) ?? 0);
      const value = events.map(cohortOf).find((date) => date !== '') ?? '2026-01-01';
      for (const [op, passes] of [
        ['is', (date: string) => date === value],
        ['gt', (date: string) => date > value],
        ['isNotSet', (date: string) => date === ''],
      ] as const) {
        const filters = { field: 'cohort', op, ...(op === 'isNotSet' ? {} : { value }) };
        const parameters = { startDate: '2025-01-01', endDate: '2026-12-31', filters };
        const { data } = await reports.metrics(
          { id: projectId, timezone },
          parseParameters(metricsParameters, parameters),
        );
        const expected = events.filter((event) => passes(cohortOf(event))).length;
        expect(data.total_events, `${projectId} ${op}`).toBe(expected);
      }
    }
  });

  test('/active-users agrees with its oracle', async () => {
    for (const { projectId, timezone, startDate, endDate, ...people } of scenes) {
      const parameters = parseParameters(activeUsersParameters, { startDate, endDate });
      const { data } = await reports.activeUsers({ id: projectId, timezone }, parameters);
      expect(short(data), projectId).toEqual(activeUsersOracle({ ...people, timezone }, startDate, endDate));
    }
  });

  test('/lifecycle agrees with its oracle', async () => {
    for (const { projectId, timezone, startDate, endDate, ...people } of scenes) {
      const parameters = parseParameters(lifecycleParameters, { startDate, endDate });
      const { data } = await reports.lifecycle({ id: projectId, timezone }, parameters);
      expect(short(data), projectId).toEqual(lifecycleOracle({ ...people, timezone }, startDate, endDate));
    }
  });

  test('/monetization agrees with its oracle', async () => {
    for (const { projectId, timezone, startDate, endDate, ...people } of scenes) {
      const parameters = parseParameters(monetizationParameters, { startDate, endDate, days: 4 });
      const { data } = await reports.monetization({ id: projectId, timezone }, parameters);
      const { series, ...found } = data;
      const ltv = short(found.ltv).map(({ complete, ...row }) => row);
      const expected = monetizationOracle({ ...people, timezone }, startDate, endDate, 4);
      expect({ ...found, ltv }, projectId).toEqual(expected);
      const inRange = people.events.filter((event) => {
        const date = localDate(timezone, event.timestamp);
        return date >= startDate && date <= endDate;
      });
      const cents = series.reduce((sum, row) => sum + Math.round(row.revenue * 100), 0);
      expect(cents, projectId).toBe(inRange.reduce((sum, event) => sum + Math.round(event.revenue * 100), 0));
    }
  });
});

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
