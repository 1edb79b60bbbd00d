import { randomUUID } from 'node:crypto';
import {
  createMoney,
  daysToSeal,
  type EventRow,
  eraseDevice,
  erasePerson,
  localTable,
  sealDays,
  tellNodes,
} from '@gatrix/analytics-clickhouse-schema';
import { type Engine, eventRow, startEngine } from '@gatrix/analytics-reports/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { rowsOf } from './fixtures.ts';
import { type Interruption, interruptedEngine } from './interrupted-engine.ts';

vi.setConfig({ testTimeout: 120_000 });

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

const dayMs = 86_400_000;
const firstDay = Date.parse('2026-03-01T12:00:00Z');

/** An event on the first, second … day. */
const insert = (project_id: string, day: number, known: Partial<EventRow>) =>
  engine.insertEvents([
    eventRow({
      ...{ id: randomUUID(), project_id, name: 'screen_view', session_id: randomUUID() },
      ...{ timestamp: firstDay + (day - 1) * dayMs, ...known },
    }),
  ]);

const interrupted = (interruptions: readonly Interruption[]) => interruptedEngine(engine, interruptions);

/** The erasure found that no event has the id, and has not deleted its number. */
const beforeDeletion = (run: () => Promise<void>): Interruption => ({
  at: (query) => /(INTO|ALTER TABLE) \S+\.device_numbers/.test(query),
  when: 'before',
  run,
});

/** The number is deleted, and the erasure is about to ask for days with new events of the id. */
const afterDeletion = (run: () => Promise<void>): Interruption => ({
  at: (query) => query.startsWith('SELECT DISTINCT toUInt32(toDate(timestamp))'),
  when: 'before',
  run,
});

const sealedDays = async (project: string) => {
  const rows = await rowsOf<{ day: string }>(
    engine.clickhouse,
    `SELECT DISTINCT toString(day) AS day FROM ${engine.database}.sealed_days WHERE project_id = '${project}' ORDER BY day`,
  );
  return rows.map(({ day }) => day.slice(-2));
};

/** The days whose newest seals have rows of activity. */
const daysWithRows = async (project: string) => {
  const rows = await rowsOf<{ day: string }>(
    engine.clickhouse,
    `SELECT DISTINCT toString(day) AS day FROM ${engine.database}.activity_slots
WHERE project_id = '${project}' AND seal IN (SELECT argMax(seal, (sealed_at, seal)) FROM ${engine.database}.sealed_days WHERE project_id = '${project}' GROUP BY day)
ORDER BY day`,
  );
  return rows.map(({ day }) => day.slice(-2));
};

interface Counts {
  /** Of devices and profiles together. */
  readonly ids: number;
  readonly devices: number;
  readonly profiles: number;
  readonly anonymous: number;
}

/** How many numbers the published totals name, over all days. */
const inTotals = async (project: string) => {
  const names = ['devices', 'profiles', 'anonymous'];
  const merged = names.map((name) => `groupBitmapMergeState(${name}) AS of_${name}`);
  const counts = names.map((name) => `bitmapCardinality(of_${name}) AS ${name}`);
  const [row] = await rowsOf<Counts>(
    engine.clickhouse,
    `SELECT bitmapCardinality(bitmapOr(of_devices, of_profiles)) AS ids, ${counts.join(', ')} FROM (
  SELECT ${merged.join(', ')} FROM ${engine.database}.day_totals
  WHERE project_id = '${project}' AND dimension = 'all' AND abs(seal) IN (SELECT argMax(seal, (sealed_at, seal)) FROM ${engine.database}.sealed_days WHERE project_id = '${project}' GROUP BY day)
)`,
  );
  return row;
};

const erasures = {
  person: { erase: erasePerson, id: 'ann', known: { profile_id: 'ann' } },
  device: { erase: eraseDevice, id: 'phone', known: { device_id: 'phone' } },
} as const;

/** The person or device, and two other devices. */
const threeIds = {
  person: { ids: 3, devices: 2, profiles: 1, anonymous: 2 },
  device: { ids: 3, devices: 3, profiles: 0, anonymous: 3 },
} as const;

describe.each(['person', 'device'] as const)('while a %s is erased', (kind) => {
  const { erase, id, known } = erasures[kind];

  /** With one sealed day of the id, whose number is the highest. */
  const insertDays = async (project: string) => {
    await insert(project, 1, { device_id: 'other' });
    await engine.seal();
    await insert(project, 2, known);
    await engine.seal();
  };
  const insertAndSeal = (project: string, day: number, row: Partial<EventRow>) => async () => {
    await insert(project, day, row);
    await engine.seal();
  };

  test('a day that is sealed while it is forgotten is not read without its rows', async () => {
    const project = `forgotten ${kind}`;
    await insertDays(project);
    let isBack = false;
    let sealedMeanwhile: string[] = [];
    const target = interrupted([
      beforeDeletion(async () => {
        await insertAndSeal(project, 3, known)();
        isBack = true;
      }),
      {
        at: (query) => isBack && /ALTER TABLE \S+\.sealed_days/.test(query),
        when: 'after',
        run: async () => {
          await engine.seal();
          sealedMeanwhile = await sealedDays(project);
        },
      },
    ]);
    await erase(target, project, id);
    expect(sealedMeanwhile).toEqual(['01', '03']);
    expect(await sealedDays(project)).toEqual(await daysWithRows(project));
    await engine.seal();
    expect(await sealedDays(project)).toEqual(['01', '03']);
    expect(await daysWithRows(project)).toEqual(['01', '03']);
    expect(await inTotals(project)).toMatchObject({ ids: 2 });
  });

  test('a day with a new event of theirs that is sealed meanwhile is sealed anew', async () => {
    const project = `back ${kind}`;
    await insertDays(project);
    let sealedMeanwhile: string[] = [];
    const target = interrupted([
      beforeDeletion(async () => {
        await insertAndSeal(project, 3, known)();
        sealedMeanwhile = await sealedDays(project);
      }),
    ]);
    await erase(target, project, id);
    expect(sealedMeanwhile).toEqual(['01', '03']);
    expect(await sealedDays(project)).toEqual(['01']);
    await insertAndSeal(project, 4, { device_id: 'new' })();
    expect(await sealedDays(project)).toEqual(['01', '03', '04']);
    expect(await inTotals(project)).toEqual(threeIds[kind]);
  });

  test('nobody else gets their number while a sealed day names it', async () => {
    const project = `reused ${kind}`;
    await insertDays(project);
    let counted: Counts | undefined;
    const target = interrupted([
      beforeDeletion(insertAndSeal(project, 3, known)),
      afterDeletion(async () => {
        await insertAndSeal(project, 4, { device_id: 'new' })();
        counted = await inTotals(project);
      }),
    ]);
    await erase(target, project, id);
    expect(counted).toEqual(threeIds[kind]);
  });
});

test('erasing the newest device again and again leaves the numbers of the others valid', async () => {
  const project = 'in turn';
  await insert(project, 1, { device_id: 'kept' });
  await engine.seal();
  for (const device_id of ['first', 'second']) {
    await insert(project, 2, { device_id });
    await engine.seal();
    await eraseDevice(engine, project, device_id);
  }
  await insert(project, 3, { device_id: 'third' });
  await engine.seal();
  expect(await inTotals(project)).toEqual({ ids: 2, devices: 2, profiles: 0, anonymous: 2 });
  expect(
    await rowsOf(
      engine.clickhouse,
      `SELECT numbering, max(number) AS highest FROM ${engine.database}.device_numbers WHERE project_id = '${project}' GROUP BY numbering`,
    ),
  ).toEqual([{ numbering: 1, highest: 4 }]);
});

const deleteNumber = (projectId: string, id: string) =>
  tellNodes(engine, (ddl) => ({
    query: `ALTER TABLE ${localTable(ddl, 'device_numbers')} DELETE WHERE project_id = {projectId:String} AND device_hash = cityHash64({id:String})`,
    query_params: { projectId, id },
    clickhouse_settings: { mutations_sync: '2' },
  }));

/** By whose midnight days are divided: their events at noon are in the second part. */
const inNewYork = () => ({ ...engine, moneyOf: async () => createMoney('USD', 'America/New_York', []) });

describe('a day is not published', () => {
  const places = ['device_numbers', 'activity_slots', 'day_totals'] as const;
  test.each(places.flatMap((place) => (['phone', 'ann'] as const).map((id) => ({ place, id }))))(
    'where the number of $id is deleted after $place are written',
    async ({ place, id }) => {
      const projectId = `${place} ${id}`;
      await insert(projectId, 1, { device_id: 'other' });
      await insert(projectId, 1, { device_id: 'phone', profile_id: 'ann' });
      await insert(projectId, 1, { device_id: '', profile_id: '' });
      const target = interrupted([
        {
          at: (query) => query.startsWith(`INSERT INTO ${engine.database}.${place} `),
          when: 'after',
          run: () => deleteNumber(projectId, id),
        },
      ]);
      const now = Date.parse('2026-04-01T00:00:00Z');
      const [portion] = await daysToSeal(inNewYork(), { projectId, now });
      if (!portion) throw new Error('there is a day to seal');
      await expect(sealDays({ ...inNewYork(), ...target }, portion, now)).rejects.toThrow(
        'an erasure deleted numbers',
      );
      expect(await sealedDays(projectId)).toEqual([]);
      expect(
        await rowsOf(
          engine.clickhouse,
          `SELECT max(bitmapContains(profiles, toUInt32(0))) AS profile_zero FROM ${engine.database}.day_totals WHERE project_id = '${projectId}'`,
        ),
      ).toEqual([{ profile_zero: 0 }]);
      expect(await sealDays(inNewYork(), portion, now)).toEqual(portion.days);
      expect(await inTotals(projectId)).toEqual({ devices: 2, profiles: 1, anonymous: 1, ids: 3 });
    },
  );
});
