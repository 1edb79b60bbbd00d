import {
  activeUsersParameters,
  lifecycleParameters,
  retentionParameters,
} from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { changeRow, eventRow } from './events.ts';

const now = Date.UTC(2026, 11, 31);

let engine: Engine;
let reports: Reports;

beforeAll(async () => {
  engine = await startEngine();
  reports = createReports({ ...engine, now: () => now });
});
afterAll(() => engine.close());

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

  test('rows of sealed days tell who was active as events do, and who is who is found out when it is asked', async () => {
    const project = { id: 'sealed', timezone: 'Asia/Seoul' };
    // The first is on the local day before, and an instant before the first cohort.
    await visits('sealed', 'x 2026-04-30T14:59:59Z, x 2026-04-30T15:10:00Z, y 2026-04-30T15:00:00Z');
    await visits('sealed', 'y 2026-05-02T01:00:00Z, z 2026-05-01T15:00:00Z');
    const range = { startDate: '2026-05-01', endDate: '2026-05-02' };
    const ask = async () => {
      const days = { ...range, period: 'day', periods: 2 };
      const { data } = await reports.retention(project, parseParameters(retentionParameters, days));
      const cycle = await reports.lifecycle(project, parseParameters(lifecycleParameters, range));
      const active = await reports.activeUsers(project, parseParameters(activeUsersParameters, range));
      return [
        data.cohorts.map(({ values }) => values),
        cycle.data.map((day) => [day.new, day.returning, day.resurrecting, day.dormant]),
        active.data.map(({ dau, mau }) => [dau, mau]),
      ];
    };
    const each = [
      [
        [1, 1],
        [1, 0],
      ],
      [
        [1, 1, 0, 0],
        [1, 1, 0, 1],
      ],
      [
        [2, 2],
        [2, 3],
      ],
    ]; // x, y and z
    expect(await ask()).toEqual(each);
    await engine.seal();
    expect(await ask()).toEqual(each);
    await visits('sealed', 'late 2026-05-02T02:00:00Z');
    const isKnown = { project_id: 'sealed', kind: 'identify', profile_id: 'p' } as const;
    const devices = ['y', 'z', 'late'];
    await engine.insertChanges(
      devices.map((device_id) =>
        changeRow({ ...isKnown, id: crypto.randomUUID(), device_id, timestamp: now, traits: '{}' }),
      ),
    );
    const asOne = [
      [
        [1, 1],
        [0, 0],
      ],
      [
        [1, 1, 0, 0],
        [0, 1, 0, 1],
      ],
      [
        [2, 2],
        [1, 2],
      ],
    ]; // x and p
    expect(await ask()).toEqual(asOne);
  });

  test('by how the visit came, which the first event of the session says', async () => {
    const at = (hour: number, known: object) =>
      eventRow({
        id: crypto.randomUUID(),
        project_id: 'channels',
        device_id: 'x',
        session_id: 's',
        timestamp: Date.parse('2026-05-01T00:00:00Z') + hour * 3_600_000,
        ...known,
      });
    await engine.insertEvents([at(1, { channel: 'Email' }), at(2, { channel: 'Direct', name: 'buy' })]);
    const input = {
      startDate: '2026-05-01',
      endDate: '2026-05-01',
      startEvent: 'buy',
      periods: 1,
      breakdown: 'channel',
    };
    const { data } = await reports.retention({ id: 'channels' }, parseParameters(retentionParameters, input));
    expect(data.breakdown?.map(({ name, cohorts }) => [name, cohorts[0]?.size])).toEqual([['Email', 1]]);
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
    // What no cohort has reached is not 0.
    const longer = parseParameters(retentionParameters, {
      startDate: '2026-12-29',
      endDate: '2026-12-30',
      periods: 4,
    });
    expect((await clock.retention({ id: 'late' }, longer)).data.average).toEqual([100, 50, null, null]);
  });

  test('a person counts once in each bracket, and a bracket is complete when its last period is over', async () => {
    const days = ['01', '02', '03', '05', '06', '09', '15'];
    const script = days.map((day) => `x 2026-05-${day}T12:00:00Z`);
    await visits('brackets', [...script, 'y 2026-05-01T12:00:00Z', 'y 2026-05-04T12:00:00Z'].join(', '));
    const clock = createReports({ ...engine, now: () => Date.parse('2026-05-10T00:00:00Z') });
    const ask = async (more: Record<string, unknown>) => {
      const asked = { startDate: '2026-05-01', endDate: '2026-05-01', ...more };
      return (await clock.retention({ id: 'brackets' }, parseParameters(retentionParameters, asked))).data;
    };
    const data = await ask({ brackets: '1,2-3,4-7,8-14' });
    expect(data.brackets).toEqual(['0', '1', '2-3', '4-7', '8-14']);
    expect(data.cohorts[0]).toMatchObject({
      values: [2, 1, 2, 1, 1],
      percentages: [100, 50, 100, 50, 50],
      complete: [true, true, true, true, false],
    });
    expect(data.average).toEqual([100, 50, 100, 50, null]);
    // Days in no bracket do not count.
    expect((await ask({ brackets: ['0', '3', '6-7', '9-89'] })).cohorts[0]?.values).toEqual([2, 1, 0, 1]);
    expect((await ask({ brackets: '0,2-3,4-7', criterion: 'on_or_after' })).cohorts[0]?.values).toEqual([
      2, 2, 1,
    ]);
    expect((await ask({ brackets: '1-2', breakdown: 'country' })).breakdown?.[0]?.cohorts[0]?.values).toEqual(
      [2, 1],
    );
  });
});
