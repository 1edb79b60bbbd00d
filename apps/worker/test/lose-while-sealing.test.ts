import { randomUUID } from 'node:crypto';
import { daysToSeal, dropStaleSeals, forgetDays, sealDays } from '@gatrix/analytics-clickhouse-schema';
import { type Engine, eventRow, startEngine } from '@gatrix/analytics-reports/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rowsOf } from './fixtures.ts';
import { interruptedEngine } from './interrupted-engine.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

const dayMs = 86_400_000;
const firstDay = Date.parse('2026-03-01T23:55:00Z');
const now = Date.parse('2026-04-01T00:00:00Z');
const halfAnHour = 1_800_000;

/** A session on the first day that goes on over midnight, if it is to. */
async function insertSession(projectId: string, minutes: readonly number[] = [0]): Promise<void> {
  const session_id = randomUUID();
  await engine.insertEvents(
    minutes.map((minute) =>
      eventRow({
        ...{ id: randomUUID(), project_id: projectId, device_id: 'phone', session_id, name: 'screen_view' },
        timestamp: firstDay + minute * 60_000,
      }),
    ),
  );
}

async function portionOf(projectId: string) {
  const [portion] = await daysToSeal(engine, { projectId, now });
  if (!portion) throw new Error('there are days to seal');
  return portion;
}

const countOf = async (query: string) => {
  const [row] = await rowsOf<{ n: number }>(engine.clickhouse, query.replaceAll('DB', engine.database));
  return Number(row?.n);
};

/** Of the newest seal of each day; a day may have none. */
const rowsOfSeals = (projectId: string) =>
  countOf(`SELECT count() AS n FROM DB.activity_slots WHERE project_id = '${projectId}' AND seal IN (
  SELECT argMax(seal, (sealed_at, seal)) FROM DB.sealed_days WHERE project_id = '${projectId}' GROUP BY day)`);

const inserts = [
  'INSERT INTO DB.activity_slots',
  'INSERT INTO DB.page_slots',
  'INSERT INTO DB.day_totals',
  'SELECT 1 FROM (\n  SELECT groupBitmapMergeState',
  'DB.sealed_days',
] as const;

test.each(inserts)('a day that is forgotten before %j is not read without its rows', async (begin) => {
  const projectId = `forgotten ${inserts.indexOf(begin)}`;
  await insertSession(projectId);
  const portion = await portionOf(projectId);
  let isForgotten = false;
  const run = async () => {
    await forgetDays(engine, portion);
    isForgotten = true;
  };
  const at = (statement: string) => statement.startsWith(begin.replace('DB', engine.database));
  const target = interruptedEngine(engine, [{ at, when: 'before', run }]);
  expect(await sealDays(target, portion, now)).toEqual([]);
  expect(isForgotten).toBe(true);
  expect(await portionOf(projectId)).toEqual(portion);
  expect(await sealDays(engine, portion, now)).toEqual(portion.days);
  expect(await rowsOfSeals(projectId)).toBe(1);
});

test.each(inserts)(
  'rows of a seal that is not published yet stay before %j, however long its sums take',
  async (begin) => {
    const projectId = `dropped ${inserts.indexOf(begin)}`;
    await insertSession(projectId);
    const portion = await portionOf(projectId);
    let dropped: number | undefined;
    const run = async () => {
      dropped = await dropStaleSeals(engine, { projectId, now: now + halfAnHour });
    };
    const at = (statement: string) => statement.startsWith(begin.replace('DB', engine.database));
    const target = interruptedEngine(engine, [{ at, when: 'before', run }]);
    expect(await sealDays(target, portion, now)).toEqual(portion.days);
    expect(dropped).toBe(0);
    expect(await rowsOfSeals(projectId)).toBe(1);
  },
);

test('totals of a seam that is not published yet stay', async () => {
  const projectId = 'dropped before its seam';
  await insertSession(projectId, [0, 10]);
  const portion = await portionOf(projectId);
  let dropped: number | undefined;
  const target = interruptedEngine(engine, [
    {
      at: (statement) => statement.startsWith(`INSERT INTO ${engine.database}.day_seams`),
      when: 'before',
      run: async () => {
        dropped = await dropStaleSeals(engine, { projectId, now: now + halfAnHour });
      },
    },
  ]);
  await sealDays(target, portion, now);
  expect(dropped).toBe(0);
  const sessions = await countOf(`SELECT sum(sessions) AS n FROM DB.day_totals
WHERE project_id = '${projectId}' AND dimension = 'all' AND seal IN (SELECT totals_before FROM DB.day_seams WHERE project_id = '${projectId}')`);
  expect(sessions).toBe(1);
});

test('what was replaced stays for ten minutes, since a report may be reading it', async () => {
  const projectId = 'replaced';
  await insertSession(projectId);
  await sealDays(engine, await portionOf(projectId), now);
  await insertSession(projectId);
  const later = now + dayMs;
  await sealDays(engine, { projectId, days: [Math.floor(firstDay / dayMs)] }, later);
  const drop = (after: number) => dropStaleSeals(engine, { projectId, now: later + after });
  expect(await drop(9 * 60_000)).toBe(0);
  expect(await drop(11 * 60_000)).toBe(1);
});
