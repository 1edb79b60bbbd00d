import { funnelParameters, funnelUsersParameters } from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { eventRow } from './events.ts';

const now = Date.UTC(2026, 5, 1);
const from = Date.UTC(2026, 3, 1);
const minute = 60_000;
const startDate = new Date(from).toISOString();
const endDate = new Date(from + 10 * minute).toISOString();

let engine: Engine;
let reports: Reports;
let written = 0;

beforeAll(async () => {
  engine = await startEngine();
  reports = createReports({ ...engine, now: () => now });
});
afterAll(() => engine.close());

describe('by example', () => {
  /** Writes `who name@minute` events and answers a funnel over them. */
  async function funnelOf(script: string, parameters: Record<string, unknown>) {
    written += 1;
    const projectId = `example${written}`;
    const rows = script.split(/\s*,\s*/).map((line) => {
      const [who = '', name = '', at = '0', country = ''] = line.split(/[ @]/);
      return eventRow({
        id: crypto.randomUUID(),
        project_id: projectId,
        timestamp: from + Number(at) * minute,
        name,
        device_id: who,
        country,
      });
    });
    await engine.insertEvents(rows);
    const input = { startDate, endDate, window: '1h', ...parameters };
    return {
      funnel: async () =>
        (await reports.funnel({ id: projectId }, parseParameters(funnelParameters, input))).data,
      users: async (more: Record<string, unknown>) =>
        (
          await reports.funnelUsers(
            { id: projectId },
            parseParameters(funnelUsersParameters, { ...input, ...more }),
          )
        ).data,
    };
  }
  const counts = async (script: string, parameters: Record<string, unknown>) => {
    const { funnel } = await funnelOf(script, parameters);
    return (await funnel()).steps.map(({ count }) => count);
  };

  test('one event fulfils one step, so a step named twice needs two events', async () => {
    expect(await counts('x a@0, y a@0, y a@1', { steps: 'a,a' })).toEqual([2, 1]);
  });

  test('the bound of the window is included, one millisecond behind it is not', async () => {
    expect(await counts('x a@0, x b@5, y a@0, y b@5.0001', { steps: 'a,b', window: '5m' })).toEqual([2, 1]);
  });

  test('later steps may lie past the end of the range, the first may not', async () => {
    expect(await counts('x a@9, x b@30, y a@10, y b@11', { steps: 'a,b' })).toEqual([1, 1]);
  });

  test('the furthest of all attempts counts, also where it is not the first', async () => {
    expect(await counts('x a@0, x b@1, x a@2, x b@7, x c@8', { steps: 'a,b,c', window: '6m' })).toEqual([
      1, 1, 1,
    ]);
  });

  test('of attempts that get equally far the first to be there counts, of those the first to start', async () => {
    const reached = async (script: string, steps: string) => {
      const { funnel } = await funnelOf(script, { steps, window: '6m' });
      return (await funnel()).steps.map(({ count, median_seconds }) => [count, median_seconds]);
    };
    // From 0 c comes too late, from 1 in time, from 1.5 no sooner.
    const script = 'u b@0, u a@0, u a@1, u a@1.5, u b@2, u b@3, u c@6.5, u a@8, u b@8, u c@9';
    const untilC = [
      [1, null],
      [1, 60],
      [1, 270],
    ];
    expect(await reached(script, 'a,b,c')).toEqual(untilC);
    expect(await reached(script, 'a,b,c,d')).toEqual([...untilC, [0, null]]);
    expect(await reached('u a@0, u a@3, u b@7, u a@8, u b@8', 'a,b,c')).toEqual([
      [1, null],
      [1, 240],
      [0, null],
    ]);
    expect(await reached('u c@5, u b@5, u a@5, u a@9, u b@11', 'a,b,c')).toEqual([
      [1, null],
      [1, 0],
      [1, 0],
    ]);
    expect(await reached('u a@0, u b@7, u c@8', 'a,b,c')).toEqual([
      [1, null],
      [0, null],
      [0, null],
    ]);
  });

  test('an exclusion between its steps ends the attempt where it is, another may still come through', async () => {
    const steps = 'a,b,c';
    const exclusions = [{ event: 'x', from: 1, to: 2 }];
    expect(await counts('u a@0, u x@1, u b@2, u c@3', { steps, exclusions })).toEqual([1, 0, 0]);
    expect(await counts('u a@0, u b@1, u x@2, u c@3', { steps, exclusions })).toEqual([1, 1, 1]);
    expect(await counts('u a@0, u x@1, u a@2, u b@3', { steps, exclusions })).toEqual([1, 1, 0]);
    expect(await counts('u a@0, u b@1, u x@2, u c@3', { steps, exclusions: [{ event: 'x' }] })).toEqual([
      1, 1, 0,
    ]);
    expect(await counts('u a@0, u x@1, u b@1', { steps, exclusions })).toEqual([1, 1, 0]);
  });

  test('events of one moment are tried in every order, with exclusions, too', async () => {
    const steps = [{ name: 'a' }, { anyOf: ['c', 'b'] }, { name: 'b' }, { name: 'a' }];
    const exclusions = [{ event: 'b', from: 3, to: 4 }];
    const script = 'u a@0, u b@1, u c@1, u b@3, u a@6';
    expect(await counts(script, { steps, exclusions })).toEqual([1, 1, 1, 1]);
    // In time, c and b come one after the other, and the second b is fatal.
    expect(await counts('u a@0, u c@1, u b@2, u b@3, u a@6', { steps, exclusions })).toEqual([1, 1, 1, 0]);
  });

  test.each(['ordered', 'strict'])(
    '%s: an exclusion that is the next step is taken as the step',
    async (order) => {
      const exclusions = [{ event: 'b', from: 1, to: 3 }];
      expect(await counts('u a@0, u b@1, u c@2', { steps: 'a,b,c', exclusions, order })).toEqual([1, 1, 1]);
      expect(await counts('u a@0, u b@1, u b@2, u c@3', { steps: 'a,b,c', exclusions, order })).toEqual([
        1, 1, 0,
      ]);
    },
  );

  test('filters of a step and of the whole decide which events there are', async () => {
    const script = 'x a@0 KR, x b@1 US, y a@0 KR, y b@1 KR';
    const isKorean = { field: 'country', op: 'is', value: 'KR' };
    expect(await counts(script, { steps: [{ name: 'a' }, { name: 'b', filters: isKorean }] })).toEqual([
      2, 1,
    ]);
    expect(await counts(script, { steps: 'b,a', filters: isKorean, order: 'any' })).toEqual([2, 1]);
  });

  test('in any order an attempt starts with an event that fits a step, not with one that its filter leaves out', async () => {
    const isKorean = { field: 'country', op: 'is', value: 'KR' };
    const steps = [{ name: 'a', filters: isKorean }, { name: 'b' }, { name: 'c' }];
    const script = 'x a@0 KR, x a@9 US, x b@11, x c@12';
    expect(await counts(script, { steps, order: 'any', window: '5m' })).toEqual([1, 0, 0]);
  });

  test('rates, losses and medians follow from the counts and times', async () => {
    const { funnel } = await funnelOf('x a@0, x b@1, x c@4, y a@0, y b@3, z a@0, w a@2', {
      steps: 'a,b,c',
      timeToConvert: true,
    });
    expect(await funnel()).toEqual({
      steps: [
        {
          name: 'a',
          count: 4,
          conversion_from_start: 100,
          conversion_from_previous: 100,
          drop_off: 0,
          median_seconds: null,
        },
        {
          name: 'b',
          count: 2,
          conversion_from_start: 50,
          conversion_from_previous: 50,
          drop_off: 2,
          median_seconds: 120,
        },
        {
          name: 'c',
          count: 1,
          conversion_from_start: 25,
          conversion_from_previous: 50,
          drop_off: 1,
          median_seconds: 180,
        },
      ],
      overall: 25,
      time_to_convert: {
        median: 240,
        mean: 240,
        p75: 240,
        p90: 240,
        histogram: expect.arrayContaining([{ from: 216, to: 240, count: 1 }]),
      },
    });
  });

  test('nobody is a funnel of zeros', async () => {
    expect(await counts('x z@0', { steps: 'a,b' })).toEqual([0, 0]);
  });

  test('a breakdown counts everyone once, under the value of the attributed step', async () => {
    const script = 'x a@0 KR, x b@1 US, y a@0 US, z a@0 KR, z b@1 KR';
    const by = async (attribution: string) => {
      const { funnel } = await funnelOf(script, { steps: 'a,b', breakdown: 'country', attribution });
      const { breakdown = [] } = await funnel();
      return breakdown.map(({ name, steps }) => [name, ...steps.map(({ count }) => count)]);
    };
    expect(await by('first')).toEqual([
      ['KR', 2, 2],
      ['US', 1, 0],
    ]);
    expect(await by('last')).toEqual([
      ['US', 2, 1],
      ['KR', 1, 1],
    ]);
    expect(await by('step:2')).toEqual([
      ['', 1, 0],
      ['KR', 1, 1],
      ['US', 1, 1],
    ]);
  });

  test('the trend shows attempts where they started', async () => {
    const { funnel } = await funnelOf('x a@0, x b@5, y a@1', {
      steps: 'a,b',
      trend: true,
      interval: 'minute',
    });
    const { trend = [] } = await funnel();
    expect(trend).toHaveLength(10);
    expect(trend.slice(0, 3).map(({ started, converted }) => [started, converted])).toEqual([
      [1, 1],
      [1, 0],
      [0, 0],
    ]);
  });

  test('users lists who reached a step, and who was lost before it', async () => {
    const { users } = await funnelOf('x a@0, x b@5, y a@1, z a@2', { steps: 'a,b' });
    expect((await users({ step: 2 })).map(({ id }) => id)).toEqual(['x']);
    expect(await users({ step: 2, dropped: true })).toEqual([
      {
        id: 'z',
        reached: 1,
        started_at: '2026-04-01T00:02:00+00:00',
        reached_at: '2026-04-01T00:02:00+00:00',
      },
      {
        id: 'y',
        reached: 1,
        started_at: '2026-04-01T00:01:00+00:00',
        reached_at: '2026-04-01T00:01:00+00:00',
      },
    ]);
    expect((await users({ step: 1 })).map(({ id }) => id)).toEqual(['z', 'y', 'x']);
  });
});

test('what is not a funnel is refused by name', () => {
  const problems = (input: Record<string, unknown>) => {
    try {
      parseParameters(funnelParameters, input);
      return [];
    } catch (error) {
      return error instanceof Error && 'problems' in error
        ? (error.problems as { field: string }[]).map((p) => p.field)
        : [];
    }
  };
  expect(problems({})).toEqual(['steps']);
  expect(problems({ steps: 'a' })).toEqual(['steps']);
  expect(problems({ steps: 'a,b', window: '400d' })).toEqual(['window']);
  expect(problems({ steps: 'a,b', window: '5 minutes' })).toEqual(['window']);
  expect(problems({ steps: 'a,b', attribution: 'step:3' })).toEqual(['attribution']);
  expect(problems({ steps: 'a,b', exclusions: [{ event: 'x', from: 2, to: 2 }] })).toEqual([
    'exclusions.0.from',
  ]);
  expect(problems({ steps: [{ name: 'a' }, {}] })).toEqual(['steps.1']);
});
