import { randomUUID } from 'node:crypto';
import {
  createMoney,
  type DayState,
  dayStatesQuery,
  daysToSeal,
  dropStaleSeals,
  eraseProject,
  forgetDays,
  projectsToErase,
  projectsToSeal,
  sealDays,
  sessionFacts,
  toQuery,
} from '@gatrix/analytics-clickhouse-schema';
import { createInProcessTasks } from '@gatrix/analytics-queue';
import { type Engine, startEngine } from '@gatrix/analytics-reports/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { consumeAggregations, scheduleAggregations } from '../src/consumers/aggregations.ts';
import { consumeSeals } from '../src/consumers/seals.ts';
import { rowsOf } from './fixtures.ts';

let engine: Engine;
const target = () => ({ clickhouse: engine.clickhouse, database: engine.database });
const dayMs = 86_400_000;
const today = Math.floor(Date.UTC(2026, 10, 20) / dayMs);
const now = today * dayMs + dayMs / 2;

beforeAll(async () => {
  engine = await startEngine();
});
afterAll(async () => {
  await engine.close();
});

const insert = (
  project: string,
  daysAgo: number,
  count: number,
  session = 's',
  receivedAt = now - 3_600_000,
) =>
  engine.clickhouse.command({
    query: `INSERT INTO ${engine.database}.events (id, project_id, name, device_id, session_id, timestamp, created_at, path, revenue)
SELECT generateUUIDv4(), {project:String}, if(number % 3 = 0, 'purchase', 'screen_view'), 'd' || toString(number % 7), {session:String} || toString(number % 11), toDateTime64({at:UInt32} + number * 60, 3, 'UTC'), toDateTime64({received:UInt32}, 3, 'UTC'), '/' || toString(number % 4), number % 3 = 0 FROM numbers({count:UInt32})`,
    query_params: {
      project,
      count,
      session,
      received: receivedAt / 1_000,
      at: (today - daysAgo) * 86_400 + 3_600,
    },
  });

const seal = async (project: string, at = now) => {
  const sealed: number[] = [];
  for (const portion of await daysToSeal(target(), { projectId: project, now: at }))
    sealed.push(...(await sealDays(target(), portion, at)));
  return sealed;
};

interface Sums {
  readonly day: string;
  readonly v: number;
}

/** Sums over the newest seals, and over the events, by day. */
const sums = async (project: string) => {
  const of = (what: string, from: string) =>
    rowsOf<Sums>(
      engine.clickhouse,
      `SELECT toString(day) AS day, ${what} FROM ${from} GROUP BY day ORDER BY day`,
    );
  const newest = `project_id = '${project}' AND seal IN (SELECT argMax(seal, (sealed_at, seal)) FROM ${engine.database}.sealed_days WHERE project_id = '${project}' GROUP BY day)`;
  return {
    activity: await of(
      'sum(events) AS n, sum(page_views) AS v, sum(revenue) AS r',
      `${engine.database}.activity_slots WHERE ${newest}`,
    ),
    sessions: await of(
      'sum(page_views) + sum(other_events) AS n, sum(page_views) AS v, sum(revenue) AS r',
      `${engine.database}.session_days WHERE ${newest}`,
    ),
    pages: await of('sum(views) AS v', `${engine.database}.page_slots WHERE ${newest}`),
    raw: await of(
      "count() AS n, countIf(name = 'screen_view') AS v, sum(revenue) AS r",
      `(SELECT toDate(timestamp) AS day, name, revenue FROM ${engine.database}.events WHERE project_id = '${project}' AND timestamp < toDateTime64(${today * 86_400}, 3, 'UTC'))`,
    ),
  };
};

test('days that are over are sealed once, and the sums over their rows are the sums over their events', async () => {
  for (const daysAgo of [3, 2, 0]) await insert('p', daysAgo, 100);
  expect(await projectsToSeal(target(), now)).toEqual(['p']);
  expect(await seal('p')).toEqual([today - 3, today - 2]);
  expect(await projectsToSeal(target(), now)).toEqual([]);
  expect(await seal('p')).toEqual([]);
  const { activity, sessions, pages, raw } = await sums('p');
  expect(raw).toHaveLength(2);
  expect(activity).toEqual(raw);
  expect(sessions).toEqual(raw);
  expect(pages).toEqual(raw.map(({ day, v }) => ({ day, v })));
});

test('a late event breaks the seal of its day alone, which is sealed anew, and the rows it replaces go', async () => {
  await insert('late', 3, 50);
  await insert('late', 2, 50);
  await seal('late');
  await insert('late', 2, 1);
  expect(await projectsToSeal(target(), now)).toEqual(['late']);
  const patient = { projectId: 'late', now: now + 1_000, patienceMs: 60_000 };
  expect(await daysToSeal(target(), patient)).toEqual([]);
  const later = now + 3_600_000;
  expect(await seal('late', later)).toEqual([today - 2]);
  const { activity, raw } = await sums('late');
  expect(activity).toEqual(raw);
  // The day's, and those of the seam with the day before.
  const dropping = { projectId: 'late', now: later + 3_600_000 };
  expect(await dropStaleSeals(target(), dropping)).toBe(3);
  expect(await dropStaleSeals(target(), dropping)).toBe(0);
  expect(
    await rowsOf(
      engine.clickhouse,
      `SELECT sum(events) AS n FROM ${engine.database}.activity_slots WHERE project_id = 'late'`,
    ),
  ).toEqual([{ n: 101 }]);
});

const statesOf = async (project: string) => {
  const { query, query_params } = toQuery(dayStatesQuery(engine.database, project));
  const result = await engine.clickhouse.query({ query, query_params, format: 'JSONEachRow' });
  return (await result.json<DayState>()).map(({ is_intact, later, events, cut }) => ({
    is_intact,
    later: Number(later),
    events: Number(events),
    cut: Number(cut),
  }));
};

test('an event received after the cut of a seal leaves it intact, and is in the next', async () => {
  await insert('after', 3, 50);
  await seal('after');
  const cut = now + 15 * 60_000;
  await insert('after', 3, 1, 's', cut);
  expect(await statesOf('after')).toEqual([{ is_intact: 1, later: 1, events: 51, cut }]);
  expect(await seal('after', now + 60_000)).toEqual([]);
  const later = cut + 17 * 60_000;
  expect(await projectsToSeal(target(), later)).toEqual(['after']);
  expect(await seal('after', later)).toEqual([today - 3]);
  expect(await statesOf('after')).toEqual([{ is_intact: 1, later: 0, events: 51, cut: cut + 15 * 60_000 }]);
});

test('a day that goes on is sealed up to a whole quarter of an hour, once many of its events are not', async () => {
  const come = (count: number, received: number) =>
    engine.clickhouse.command({
      query: `INSERT INTO ${engine.database}.events (id, project_id, name, device_id, session_id, timestamp, created_at)
SELECT generateUUIDv4(), 'today', 'screen_view', 'd' || toString(number % 100), 's' || toString(number % 500), toDateTime64({received:UInt32} - number % 600, 3, 'UTC'), toDateTime64({received:UInt32}, 3, 'UTC') FROM numbers({count:UInt32})`,
      query_params: { count, received: received / 1_000 },
    });
  await come(19_999, now - 180_000);
  expect(await seal('today')).toEqual([]);
  await come(1, now - 180_000);
  // Received a moment ago: others of that quarter of an hour may still come.
  await come(10, now - 60_000);
  const at = now + 60_000;
  expect(await projectsToSeal(target(), at)).toEqual([]);
  expect(await projectsToSeal(target(), now + 120_000)).toEqual(['today']);
  expect(await seal('today', now + 120_000)).toEqual([today]);
  expect(await statesOf('today')).toEqual([{ is_intact: 1, later: 0, events: 20_010, cut: now }]);
  await come(19_999, now + 60_000);
  expect(await seal('today', now + 17 * 60_000)).toEqual([]);
  await come(1, now + 60_000);
  expect(await seal('today', now + 17 * 60_000)).toEqual([today]);
});

test('the aggregation worker seals by itself what is due', async () => {
  await insert('own', 5, 30);
  const tasks = createInProcessTasks((error) => {
    throw error;
  });
  const deps = { ...target(), now: () => now };
  const consumers = [consumeAggregations(deps, tasks), consumeSeals(deps, tasks)];
  const timer = scheduleAggregations(target(), tasks, {
    now: () => now,
    ...{ everyMs: 50, leastEvents: 1 },
    logger: { warn: vi.fn() },
  });
  await vi.waitFor(async () => expect((await sums('own')).activity).toMatchObject([{ n: 30 }]), {
    timeout: 30_000,
  });
  timer.close();
  for (const consumer of consumers) await consumer.close();
});

test('a project is not sealed for fewer events than are asked for, all its days together', async () => {
  await insert('small', 6, 30);
  await insert('small', 5, 30);
  expect(await projectsToSeal(target(), now, 61)).toEqual([]);
  expect(await projectsToSeal(target(), now, 60)).toEqual(['small']);
  await eraseProject(target(), 'small');
});

test('what comes in of a project after it was deleted is erased, and nothing of one that was made again', async () => {
  const eventsOf = async (project: string) =>
    rowsOf(engine.clickhouse, `SELECT name FROM ${engine.database}.events WHERE project_id = '${project}'`);
  for (const project of ['deleted', 'again', 'never']) await insert(project, 5, 3);
  for (const project of ['deleted', 'again']) await eraseProject(target(), project);
  expect(await eventsOf('deleted')).toEqual([]);
  await insert('deleted', 5, 3);
  const tomorrow = Math.ceil(Date.now() / 86_400_000) * 86_400_000 + 7_200_000;
  await insert('again', 5, 3, 's', tomorrow);
  const counters = `SELECT 'deleted', now(), 'accepted', '', 1`;
  await engine.clickhouse.command({
    query: `INSERT INTO ${engine.database}.ingest_counters (project_id, minute, kind, reason, count) ${counters}`,
  });

  const tasks = createInProcessTasks(() => undefined);
  const consumer = consumeAggregations({ ...target(), now: () => now }, tasks);
  const timer = scheduleAggregations(target(), tasks, {
    now: () => now,
    ...{ everyMs: 50, leastEvents: 1 },
    logger: { warn: vi.fn() },
  });
  await vi.waitFor(async () => expect(await projectsToErase(target())).toEqual([]), { timeout: 30_000 });
  timer.close();
  await consumer.close();
  expect(await eventsOf('deleted')).toEqual([]);
  expect(await eventsOf('again')).toHaveLength(3);
  expect(await eventsOf('never')).toHaveLength(3);
  for (const project of ['again', 'never']) await eraseProject(target(), project);
});

/** Sums over the totals of the newest seals, by dimension. */
const totals = (project: string) =>
  rowsOf<{ dimension: string; n: number; v: number; d: number; s: number }>(
    engine.clickhouse,
    `SELECT dimension, sum(events) AS n, sum(page_views) AS v, groupBitmapMerge(devices) AS d, sum(sessions) AS s FROM ${engine.database}.day_totals
WHERE project_id = '${project}' AND seal IN (SELECT argMax(seal, (sealed_at, seal)) FROM ${engine.database}.sealed_days WHERE project_id = '${project}' GROUP BY day)
GROUP BY dimension ORDER BY dimension`,
  );

test('days have totals by every dimension, which are those of their events', async () => {
  await insert('totals', 4, 100);
  await insert('totals', 3, 60);
  await seal('totals');
  const [raw] = await rowsOf<{ n: number; v: number; d: number; s: number }>(
    engine.clickhouse,
    // Sessions of both days are the same ones, and span them: what is a session's own is added by reports.
    `SELECT count() AS n, countIf(name = 'screen_view') AS v, uniqExact(device_id) AS d, 0 AS s FROM ${engine.database}.events WHERE project_id = 'totals'`,
  );
  expect(raw).toEqual({ n: 160, v: 106, d: 7, s: 0 });
  expect(await totals('totals')).toEqual([
    { dimension: 'all', ...raw },
    { dimension: 'hour', ...raw },
  ]);
  await insert('of one day', 4, 100);
  await seal('of one day');
  const facts = await totals('of one day');
  expect(facts.map(({ dimension }) => dimension)).toHaveLength(sessionFacts.length + 3);
  for (const { dimension, n, v, d, s } of facts)
    expect([dimension, n, v, d, s]).toEqual([
      dimension,
      dimension === 'path' ? 0 : 100,
      66,
      7,
      dimension === 'path' ? 44 : 11,
    ]);
});

test('totals of a day and of its hours know who was active; a day of an older seal without that is sealed again', async () => {
  const project = 'persons';
  const values = [
    // One id is one number, a device's or a profile's; without either nobody is there.
    ...['ann', 'ann', 'bob'].map((profile_id) => ({ profile_id, device_id: 'd1' })),
    ...['d1', 'd2', 'ann', ''].map((device_id) => ({ profile_id: '', device_id })),
  ].map((ids, number) => ({
    ...ids,
    id: randomUUID(),
    project_id: project,
    name: 'e',
    timestamp: `${new Date(now - 3 * dayMs).toISOString().slice(0, 10)} ${String(10 + (number % 2))}:00:00.000`,
    created_at: new Date(now - 3_600_000).toISOString().slice(0, 19).replace('T', ' '),
  }));
  await engine.clickhouse.insert({ table: `${engine.database}.events`, values, format: 'JSONEachRow' });
  const day = Math.floor(now / dayMs) - 3;
  const active = () =>
    rowsOf(
      engine.clickhouse,
      `SELECT dimension, groupBitmapMerge(profiles) AS p, groupBitmapMerge(anonymous) AS d, bitmapOrCardinality(groupBitmapMergeState(profiles), groupBitmapMergeState(anonymous)) AS ids
FROM ${engine.database}.day_totals
WHERE project_id = '${project}' AND dimension IN ('all', 'hour') AND seal IN (SELECT argMax(seal, (sealed_at, seal)) FROM ${engine.database}.sealed_days WHERE project_id = '${project}' AND has_persons GROUP BY day)
GROUP BY dimension ORDER BY dimension`,
    );
  const sums = ['all', 'hour'].map((dimension) => ({ dimension, p: 2, d: 3, ids: 4 }));
  expect(await seal(project)).toEqual([day]);
  expect(await active()).toEqual(sums);
  expect(await seal(project, now + 3_600_000)).toEqual([]);
  await engine.clickhouse.command({
    query: `ALTER TABLE ${engine.database}.sealed_days UPDATE has_persons = 0 WHERE project_id = '${project}'`,
    clickhouse_settings: { mutations_sync: '2' },
  });
  expect(await projectsToSeal(target(), now + 3_600_000)).toEqual([project]);
  expect(await active()).toEqual([]);
  expect(await seal(project, now + 3_600_000)).toEqual([day]);
  expect(await active()).toEqual(sums);
});

test('a day whose rows turn out to have a session that goes on is sealed anew with the day it goes on', async () => {
  await insert('going on', 4, 20);
  expect(await seal('going on')).toEqual([today - 4]);
  await insert('going on', 2, 20);
  expect(await seal('going on')).toEqual([today - 4, today - 2]);
  const newest = `seal IN (SELECT argMax(seal, (sealed_at, seal)) FROM ${engine.database}.sealed_days WHERE project_id = 'going on' GROUP BY day)`;
  expect(
    await rowsOf(
      engine.clickhouse,
      `SELECT DISTINCT spans_days FROM ${engine.database}.session_days WHERE project_id = 'going on' AND ${newest}`,
    ),
  ).toEqual([{ spans_days: 1 }]);
  expect(await projectsToSeal(target(), now)).toEqual([]);
});

test('a seam is made once between two days, and goes with either of them', async () => {
  const project = 'seam';
  // A day and an hour, a minute apart, in sessions that go on over midnight.
  await insert(project, 4, 1_500);
  const seams = () =>
    rowsOf<object>(
      engine.clickhouse,
      `SELECT day, length(sessions) AS sessions FROM ${engine.database}.day_seams FINAL WHERE project_id = '${project}'`,
    );
  expect(await seal(project)).toEqual([today - 4, today - 3]);
  const seam = [{ day: new Date((today - 4) * dayMs).toISOString().slice(0, 10), sessions: 11 }];
  expect(await seams()).toEqual(seam);
  await insert(project, 6, 10, 'other');
  expect(await seal(project)).toEqual([today - 6]);
  expect(await seams()).toEqual(seam);
  await forgetDays(target(), { projectId: project, days: [today - 3] });
  expect(await seams()).toEqual([]);
  expect(
    await rowsOf(
      engine.clickhouse,
      `SELECT count() AS n FROM ${engine.database}.day_totals WHERE project_id = '${project}' AND seal NOT IN (SELECT seal FROM ${engine.database}.sealed_days)`,
    ),
  ).toEqual([{ n: 0 }]);
  expect(await seal(project)).toEqual([today - 3]);
  expect(await seams()).toEqual(seam);
});

test('devices that two sealers numbered at once get new numbers, and all days are sealed in those', async () => {
  await insert('twice', 4, 30);
  await seal('twice');
  await insert('twice', 3, 30, 'other');
  // What another process did between this one's look and its own numbers.
  await engine.clickhouse.command({
    query: `INSERT INTO ${engine.database}.device_numbers SELECT project_id, numbering, device_hash, number + 100 FROM ${engine.database}.device_numbers WHERE project_id = 'twice'`,
  });
  expect(await seal('twice')).toEqual([today - 3]);
  expect(await projectsToSeal(target(), now)).toEqual(['twice']);
  expect(await seal('twice', now + 1_000)).toEqual([today - 4]);
  expect(await projectsToSeal(target(), now)).toEqual([]);
  const numberings = `SELECT DISTINCT numbering FROM (SELECT argMax(numbering, (sealed_at, seal)) AS numbering FROM ${engine.database}.sealed_days WHERE project_id = 'twice' GROUP BY day)`;
  expect(await rowsOf(engine.clickhouse, numberings)).toEqual([{ numbering: 2 }]);
  const all = (await totals('twice')).find(({ dimension }) => dimension === 'all');
  expect(all?.d).toBe(7);
});

test('a seal made while another process numbers its devices is not published', async () => {
  await insert('meanwhile', 4, 30);
  const clickhouse = new Proxy(engine.clickhouse, {
    get: (client, name) => {
      if (name !== 'command') {
        const member: unknown = Reflect.get(client, name);
        return typeof member === 'function' ? member.bind(client) : member;
      }
      return async (params: { query: string }) => {
        const done = await client.command(params);
        if (params.query.includes(`INTO ${engine.database}.page_slots`))
          await client.command({
            query: `INSERT INTO ${engine.database}.device_numbers SELECT project_id, numbering, device_hash, number + 100 FROM ${engine.database}.device_numbers WHERE project_id = 'meanwhile'`,
          });
        return done;
      };
    },
  });
  const portion = { projectId: 'meanwhile', days: [today - 4] };
  await expect(sealDays({ ...target(), clickhouse }, portion, now)).rejects.toThrow('numbered twice at once');
  expect(
    await rowsOf(
      engine.clickhouse,
      `SELECT day FROM ${engine.database}.sealed_days WHERE project_id = 'meanwhile'`,
    ),
  ).toEqual([]);
  expect(await seal('meanwhile')).toEqual([today - 4]);
});

test('days are summed up again where a rate of theirs is another, and only those', async () => {
  const project = 'rates';
  for (const daysAgo of [3, 2, 1]) await insert(project, daysAgo, 30);
  const paid = (at: number) => ({
    query: `INSERT INTO ${engine.database}.events (id, project_id, name, device_id, session_id, timestamp, created_at, revenue, currency)
SELECT generateUUIDv4(), 'rates', 'purchase', 'd1', 'won', toDateTime64({at:UInt32}, 3, 'UTC'), toDateTime64({at:UInt32}, 3, 'UTC'), 1000, 'KRW'`,
    query_params: { at },
  });
  // The day has two in Seoul, which begin at 15:00.
  await engine.clickhouse.command(paid((today - 2) * 86_400 + 14 * 3_600));
  await engine.clickhouse.command(paid((today - 2) * 86_400 + 16 * 3_600));
  const dayOf = (ago: number) => new Date((today - ago) * dayMs).toISOString().slice(0, 10);
  let money = createMoney('USD', 'Asia/Seoul', [{ currency: 'KRW', day: dayOf(9), rate: '0.001' }]);
  const converting = { ...target(), moneyOf: async () => money };
  const sealAll = async (at: number) => {
    const days: number[] = [];
    for (const portion of await daysToSeal(converting, {
      projectId: project,
      now: at,
      patienceMs: 3_600_000,
    }))
      days.push(...(await sealDays(converting, portion, at)));
    return days;
  };
  const revenueOn = async (ago: number) =>
    (await sums(project)).activity.find(({ day }) => day === dayOf(ago));
  expect(await sealAll(now)).toEqual([today - 3, today - 2, today - 1]);
  expect(await revenueOn(2)).toMatchObject({ r: 12 });
  const tasks = createInProcessTasks(() => {});
  const found: string[] = [];
  const consumer = tasks.aggregations.consume(async ({ projectId }) => void found.push(projectId));
  const options = { now: () => now, logger: { warn: vi.fn() }, everyMs: 50 };
  const schedule = scheduleAggregations(converting, tasks, options);
  await expect.poll(() => found.filter((id) => id === project).length).toBe(1);
  // A rate of another day, and of a currency that nothing was paid in.
  money = createMoney('USD', 'Asia/Seoul', [
    { currency: 'KRW', day: dayOf(9), rate: '0.001' },
    { currency: 'KRW', day: dayOf(0), rate: '5' },
    { currency: 'EUR', day: dayOf(9), rate: '5' },
  ]);
  await expect.poll(() => found.filter((id) => id === project).length).toBe(2);
  expect(await sealAll(now + 1_000)).toEqual([]);
  money = createMoney('USD', 'Asia/Seoul', [
    { currency: 'KRW', day: dayOf(9), rate: '0.001' },
    { currency: 'KRW', day: dayOf(1), rate: '0.002' },
  ]);
  await expect.poll(() => found.filter((id) => id === project).length).toBe(3);
  schedule.close();
  await consumer.close();
  expect(await sealAll(now + 2_000)).toEqual([today - 2]);
  expect(await revenueOn(2)).toMatchObject({ r: 13 });
  expect(await sealAll(now + 3_000)).toEqual([]);
});
