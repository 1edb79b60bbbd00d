import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import { funnelParameters } from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { changeRow, eventRow } from './events.ts';
import { reachedOracle } from './oracle/funnel.ts';
import { personOracle } from './oracle/persons.ts';
import { createRandom, type Random } from './random.ts';

const now = Date.UTC(2026, 5, 1);
const from = Date.UTC(2026, 3, 1);
const minute = 60_000;
const orders = ['ordered', 'strict', 'any'] as const;
const windows = { '2m': 2 * minute, '5m': 5 * minute, '1h': 60 * minute };

/** Few people with few events, many of them at the same time, of which some fit several steps. */
function randomPeople(random: Random, projectId: string) {
  const events = Array.from({ length: random.integer(0, 40) }, () =>
    eventRow({
      id: random.uuid(),
      project_id: projectId,
      timestamp: from + random.integer(-3, 15) * minute,
      name: random.pick(['a', 'b', 'c', 'd']),
      device_id: random.pick(['d0', 'd1', 'd2', 'd3', 'd4', '']),
      profile_id: random.pick(['', '', '', 'p0', 'p1', 'p2']),
      session_id: random.pick(['s0', 's1', 's2', '']),
      country: random.pick(['KR', 'US']),
    }),
  );
  const changes = Array.from({ length: random.integer(0, 3) }, () =>
    random.chance(0.5)
      ? changeRow({
          id: random.uuid(),
          project_id: projectId,
          timestamp: from + random.integer(-3, 15) * minute,
          kind: 'identify',
          profile_id: random.pick(['p0', 'p3']),
          device_id: random.pick(['d0', 'd1']),
        })
      : changeRow({
          id: random.uuid(),
          project_id: projectId,
          timestamp: from,
          kind: 'alias',
          profile_id: random.pick(['p0', 'p1', 'd4']),
          alias: random.pick(['p2', 'd3', 'p0']),
        }),
  );
  const steps: string[][] = Array.from({ length: random.integer(2, 4) }, () => [
    ...new Set([random.pick(['a', 'b', 'c']), random.pick(['a', 'b', 'c'])]),
  ]);
  return { projectId, events, changes, steps, window: random.pick(['2m', '5m', '1h']) };
}

const cases = Array.from({ length: 20 }, (_, seed) => randomPeople(createRandom(seed + 1), `f${seed}`));

let engine: Engine;
let reports: Reports;

beforeAll(async () => {
  engine = await startEngine();
  reports = createReports({ ...engine, now: () => now });
  await engine.insertEvents(cases.flatMap(({ events }) => events));
  await engine.insertChanges(cases.flatMap(({ changes }) => changes));
});
afterAll(() => engine.close());

const startDate = new Date(from).toISOString();
const endDate = new Date(from + 10 * minute).toISOString();
const inRange = (time: number) => time >= from && time < from + 10 * minute;

function groupsOf(events: readonly EventRow[], key: (event: EventRow) => string): EventRow[][] {
  return [...new Set(events.map(key))]
    .filter((id) => id !== '')
    .map((id) => events.filter((event) => key(event) === id));
}

describe('on random people with events at the same time', { timeout: 120_000 }, () => {
  for (const order of orders) {
    test(`/funnel, ${order}, counts what trying every choice of events finds`, async () => {
      for (const { projectId, events, changes, steps, window } of cases) {
        const keys = {
          user: personOracle(events, changes),
          device: (event: EventRow) => event.device_id,
          session: (event: EventRow) => event.session_id,
        };
        for (const by of ['user', 'device', 'session'] as const) {
          const parameters = parseParameters(funnelParameters, {
            steps: steps.map((anyOf) => ({ anyOf })),
            startDate,
            endDate,
            order,
            by,
            window,
          });
          const { data } = await reports.funnel({ id: projectId }, parameters);
          const question = {
            steps: steps.map((anyOf) => (event: EventRow) => anyOf.includes(event.name)),
            windowMs: windows[window as keyof typeof windows],
            order,
            inRange,
          };
          const reached = groupsOf(events, keys[by]).map((own) => reachedOracle(own, question));
          const expected = steps.map((_, i) => reached.filter((count) => count > i).length);
          expect(
            data.steps.map(({ count }) => count),
            `${projectId} ${order} ${by}`,
          ).toEqual(expected);
        }
      }
    });
  }

  test('/funnel within one session finds the best of each person in any session', async () => {
    for (const { projectId, events, changes, steps } of cases) {
      const parameters = parseParameters(funnelParameters, {
        steps: steps.map((anyOf) => ({ anyOf })),
        startDate,
        endDate,
        window: 'session',
      });
      const { data } = await reports.funnel({ id: projectId }, parameters);
      const question = {
        steps: steps.map((anyOf) => (event: EventRow) => anyOf.includes(event.name)),
        windowMs: Number.POSITIVE_INFINITY,
        order: 'ordered' as const,
        inRange,
      };
      const reached = groupsOf(events, personOracle(events, changes)).map((own) =>
        Math.max(
          0,
          ...groupsOf(own, (event) => event.session_id).map((part) => reachedOracle(part, question)),
        ),
      );
      const expected = steps.map((_, i) => reached.filter((count) => count > i).length);
      expect(
        data.steps.map(({ count }) => count),
        projectId,
      ).toEqual(expected);
    }
  });
});
