import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import { retentionParameters } from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { changeRow, eventRow } from './events.ts';
import { personOracle } from './oracle/persons.ts';
import { type RetentionQuestion, retentionOracle } from './oracle/retention.ts';
import { createRandom, type Random } from './random.ts';

const zones = [
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Asia/Kathmandu', '2026-05-01'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Africa/Casablanca', '2026-03-22'],
  ['Europe/Paris', '2026-10-25'],
] as const;
const hour = 3_600_000;
const now = Date.UTC(2026, 11, 31);

function randomCase(random: Random, projectId: string) {
  const [timezone, day] = random.pick(zones);
  const middle = Date.parse(`${day}T00:00:00Z`);
  const reach = random.pick([4, 40, 100]);
  const events = Array.from({ length: random.pick([0, 5, 40]) }, () =>
    eventRow({
      id: random.uuid(),
      project_id: projectId,
      timestamp: middle + random.integer(-reach * 48, reach * 48) * (hour / 2),
      name: random.pick(['open', 'open', 'buy']),
      device_id: random.pick(['d0', 'd1', 'd2', 'd3', 'd4', 'd5', '']),
      profile_id: random.pick(['', '', '', 'p0', 'p1']),
      country: random.pick(['KR', 'US']),
    }),
  );
  const changes = [
    changeRow({
      id: random.uuid(),
      project_id: projectId,
      timestamp: middle,
      kind: 'identify',
      profile_id: 'p2',
      device_id: random.pick(['d0', 'd1']),
    }),
    changeRow({
      id: random.uuid(),
      project_id: projectId,
      timestamp: middle,
      kind: 'alias',
      profile_id: 'p1',
      alias: 'd5',
    }),
  ];
  const shift = (days: number) => new Date(middle + days * 24 * hour).toISOString().slice(0, 10);
  const question = {
    timezone,
    startDate: shift(-random.integer(0, 20)),
    endDate: shift(random.integer(0, 20)),
    period: random.pick(['day', 'week', 'month'] as const),
    periods: random.integer(1, 6),
    criterion: random.pick(['on', 'on_or_after'] as const),
    cohort: random.pick(['first_time', 'recurring'] as const),
  };
  const startEvent = random.pick([undefined, 'open']);
  const returnEvent = random.pick([undefined, 'open', 'buy']);
  return { projectId, events, changes, question, startEvent, returnEvent };
}

const cases = Array.from({ length: 60 }, (_, seed) => randomCase(createRandom(seed + 1), `r${seed}`));

let engine: Engine;
let reports: Reports;

beforeAll(async () => {
  engine = await startEngine();
  reports = createReports({ ...engine, now: () => now });
  await engine.insertEvents(cases.flatMap(({ events }) => events));
  await engine.insertChanges(cases.flatMap(({ changes }) => changes));
});
afterAll(() => engine.close());

function expectedOf(
  { events, changes, question, startEvent, returnEvent }: (typeof cases)[number],
  passes = (_: EventRow) => true,
) {
  const person = personOracle(events, changes);
  const counted = events.filter(passes);
  const people = [...new Set(counted.map(person))].filter((id) => id !== '');
  const full: RetentionQuestion = {
    ...question,
    isStart: (event) => startEvent === undefined || event.name === startEvent,
    isReturn: (event) => returnEvent === undefined || event.name === returnEvent,
  };
  return retentionOracle(
    people.map((id) => counted.filter((event) => person(event) === id)),
    full,
  );
}

describe('on random people around days on which clocks change', { timeout: 120_000 }, () => {
  test('/retention counts, cohort by cohort, what its oracle counts', async () => {
    for (const each of cases) {
      const { question, startEvent, returnEvent, projectId } = each;
      const parameters = parseParameters(retentionParameters, { ...question, startEvent, returnEvent });
      const { data } = await reports.retention({ id: projectId }, parameters);
      const found = data.cohorts.map(({ date, values }) => ({ cohort: date.slice(0, 10), values }));
      expect(found, projectId).toEqual(expectedOf(each));
    }
  });

  test('with a filter only matching events start and return', async () => {
    for (const each of cases.slice(0, 30)) {
      const { question, startEvent, returnEvent, projectId } = each;
      const filters = { field: 'country', op: 'is', value: 'KR' };
      const parameters = parseParameters(retentionParameters, {
        ...question,
        startEvent,
        returnEvent,
        filters,
      });
      const { data } = await reports.retention({ id: projectId }, parameters);
      const found = data.cohorts.map(({ date, values }) => ({ cohort: date.slice(0, 10), values }));
      expect(found, projectId).toEqual(expectedOf(each, (event) => event.country === 'KR'));
    }
  });

  test('the cohorts of a breakdown add up to the whole', async () => {
    for (const { question, projectId } of cases.slice(0, 30)) {
      const parameters = parseParameters(retentionParameters, { ...question, breakdown: 'country' });
      const { data } = await reports.retention({ id: projectId }, parameters);
      const sums = data.cohorts.map((_, i) =>
        Array.from({ length: question.periods }, (_value, k) =>
          (data.breakdown ?? []).reduce((sum, part) => sum + (part.cohorts[i]?.values[k] ?? 0), 0),
        ),
      );
      expect(sums, projectId).toEqual(data.cohorts.map(({ values }) => values));
    }
  });
});

describe('by example', () => {
  const visits = async (projectId: string, script: string) =>
    engine.insertEvents(
      script.split(', ').map((line) => {
        const [device_id = '', at = ''] = line.split(' ');
        return eventRow({
          id: crypto.randomUUID(),
          project_id: projectId,
          device_id,
          timestamp: Date.parse(at),
        });
      }),
    );

  test('periods are those of the calendar: start 23:35, return 00:10 is day 1', async () => {
    await visits('midnight', 'x 2026-05-01T23:35:00+09:00, x 2026-05-02T00:10:00+09:00');
    const parameters = parseParameters(retentionParameters, {
      startDate: '2026-05-01',
      endDate: '2026-05-01',
      periods: 3,
    });
    const { data } = await reports.retention({ id: 'midnight', timezone: 'Asia/Seoul' }, parameters);
    expect(data).toEqual({
      cohorts: [
        {
          date: '2026-05-01T00:00:00+09:00',
          size: 1,
          values: [1, 1, 0],
          percentages: [100, 100, 0],
          complete: [true, true, true],
        },
      ],
      average: [100, 100, 0],
    });
  });

  test('a range inside periods is widened to whole ones', async () => {
    await visits('wide', 'x 2026-05-04T00:00:00Z, y 2026-05-17T23:00:00Z');
    const parameters = parseParameters(retentionParameters, {
      startDate: '2026-05-06',
      endDate: '2026-05-12',
      period: 'week',
      periods: 2,
    });
    const { data } = await reports.retention({ id: 'wide' }, parameters);
    expect(data.cohorts.map(({ date, size }) => [date, size])).toEqual([
      ['2026-05-04T00:00:00+00:00', 1],
      ['2026-05-11T00:00:00+00:00', 1],
    ]);
  });

  test('a first time before the range keeps a user out of its cohorts', async () => {
    await visits('before', 'x 2025-01-01T00:00:00Z, x 2026-05-01T00:00:00Z');
    const input = { startDate: '2026-05-01', endDate: '2026-05-01', periods: 1 };
    const sizeOf = async (more: Record<string, unknown>) => {
      const parameters = parseParameters(retentionParameters, { ...input, ...more });
      return (await reports.retention({ id: 'before' }, parameters)).data.cohorts[0]?.size;
    };
    expect(await sizeOf({})).toBe(0);
    expect(await sizeOf({ cohort: 'recurring' })).toBe(1);
  });

  test('who comes back in a period that is not over is there, and the mean is of complete periods, by size', async () => {
    const script =
      'x 2026-12-29T01:00:00Z, y 2026-12-29T02:00:00Z, x 2026-12-30T03:00:00Z, z 2026-12-30T04:00:00Z, z 2026-12-31T00:30:00Z';
    await visits('late', script);
    const clock = createReports({ ...engine, now: () => Date.parse('2026-12-31T01:00:00Z') });
    const parameters = parseParameters(retentionParameters, {
      startDate: '2026-12-29',
      endDate: '2026-12-30',
      periods: 2,
    });
    const { data } = await clock.retention({ id: 'late' }, parameters);
    expect(data.cohorts.map(({ values, complete }) => ({ values, complete }))).toEqual([
      { values: [2, 1], complete: [true, true] },
      { values: [1, 1], complete: [true, false] },
    ]);
    expect(data.average).toEqual([100, 50]);
  });
});
