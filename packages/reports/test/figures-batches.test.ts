import type { ClickHouseClient } from '@clickhouse/client';
import {
  breakdownParameters,
  metricsParameters,
  timeseriesParameters,
} from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createReports, parseParameters } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { eventRow } from './events.ts';

const project = { id: 'batched', timezone: 'UTC' };
const now = Date.UTC(2026, 4, 6);
let engine: Engine;
/** The statements by time and by fact, as they are asked. */
let statements: string[];
/** The breakdowns' statements, as they are asked: what ClickHouse is asked, and whether the asker gave it up. */
let asked: AbortSignal[];
let clickhouse: ClickHouseClient;
let onAsked: () => void;
beforeAll(async () => {
  engine = await startEngine();
  await engine.insertEvents([
    eventRow({
      id: crypto.randomUUID(),
      project_id: project.id,
      timestamp: Date.UTC(2026, 4, 5),
      device_id: 'd',
      session_id: 's',
      country: 'KR',
      browser: 'Firefox',
    }),
  ]);
  asked = [];
  statements = [];
  onAsked = () => {};
  clickhouse = new Proxy(engine.clickhouse, {
    get: (client, key) => {
      if (key !== 'query') return Reflect.get(client, key);
      return (statement: Parameters<ClickHouseClient['query']>[0]) => {
        if (statement.query.includes('BY question')) statements.push(statement.query);
        if (statement.query.includes('of_country') && statement.abort_signal) {
          asked.push(statement.abort_signal as AbortSignal);
          onAsked();
        }
        return client.query(statement);
      };
    },
  });
});
afterAll(() => engine.close());

/** Two breakdowns at once, each with what gives it up; behind a report that finds out which days there are first. */
function askTwo() {
  const reports = createReports({ ...engine, clickhouse, now: () => now });
  const range = { startDate: '2026-05-05', endDate: '2026-05-05' };
  const ahead = reports.metrics(project, parseParameters(metricsParameters, range));
  const ask = (dimension: string): Asked => {
    const abort = new AbortController();
    const parameters = parseParameters(breakdownParameters, { ...range, dimension });
    return { abort, answer: reports.breakdown(project, parameters, { signal: abort.signal }) };
  };
  return { ahead, first: ask('country'), second: ask('browser') };
}

interface Asked {
  readonly abort: AbortController;
  readonly answer: Promise<{ data: readonly { name: string }[] }>;
}

test('who goes away from a batch is told so at once, and the others are answered', async () => {
  const { ahead, first, second } = askTwo();
  onAsked = () => first.abort.abort(new Error('gone'));
  await expect(first.answer).rejects.toThrow('gone');
  expect((await second.answer).data).toMatchObject([{ name: 'Firefox' }]);
  expect(asked.map(({ aborted }) => aborted)).toEqual([false]);
  expect((await ahead).data.total_events).toBe(1);
});

test('a batch that nobody waits for is given up', async () => {
  asked.length = 0;
  const { ahead, first, second } = askTwo();
  onAsked = () => {
    first.abort.abort(new Error('gone'));
    second.abort.abort(new Error('gone, too'));
  };
  await expect(first.answer).rejects.toThrow('gone');
  await expect(second.answer).rejects.toThrow('gone, too');
  expect(asked.map(({ aborted }) => aborted)).toEqual([true]);
  expect((await ahead).data.total_events).toBe(1);
});

test('key figures and chart are one statement, and breakdowns another, also where the first was alone at first', async () => {
  statements.length = 0;
  const reports = createReports({ ...engine, clickhouse, now: () => now });
  const range = { startDate: '2026-05-05', endDate: '2026-05-05' };
  const first = reports.metrics(project, parseParameters(metricsParameters, range));
  // By now it asks which days there are.
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  const [{ data: figures }, { data: series }, ...breakdowns] = await Promise.all([
    first,
    reports.timeseries(project, parseParameters(timeseriesParameters, range)),
    ...['country', 'browser'].map((dimension) =>
      reports.breakdown(project, parseParameters(breakdownParameters, { ...range, dimension })),
    ),
  ]);
  expect(statements.map((text) => text.includes('of_country'))).toEqual([false, true]);
  expect(figures.total_events).toBe(1);
  expect(series).toMatchObject([{ total_events: 1 }]);
  expect(breakdowns.map(({ data }) => data[0]?.name)).toEqual(['KR', 'Firefox']);
});

test('persons are asked for once, by each question of a batch in its own buckets', async () => {
  const persons = { id: 'persons', timezone: 'UTC' };
  const event = (day: number, device_id: string, profile_id: string) =>
    eventRow({
      ...{ id: crypto.randomUUID(), project_id: persons.id, device_id, profile_id },
      timestamp: Date.UTC(2026, 4, day),
    });
  // Ann on two devices, of which one knew her later; and a device of nobody.
  await engine.insertEvents([
    event(3, 'a', ''),
    event(4, 'a', 'ann'),
    event(4, 'b', 'ann'),
    event(4, 'c', ''),
  ]);
  const asked: string[] = [];
  const counting = new Proxy(engine.clickhouse, {
    get: (client, key) => {
      if (key !== 'query') return Reflect.get(client, key);
      return (statement: Parameters<ClickHouseClient['query']>[0]) => {
        if (statement.query.includes('AS people')) asked.push(statement.query);
        return client.query(statement);
      };
    },
  });
  const reports = createReports({ ...engine, clickhouse: counting, now: () => now });
  const range = { startDate: '2026-05-03', endDate: '2026-05-04' };
  const [{ data: figures }, { data: series }] = await Promise.all([
    reports.metrics(persons, parseParameters(metricsParameters, range)),
    reports.timeseries(persons, parseParameters(timeseriesParameters, range)),
  ]);
  expect(asked).toHaveLength(1);
  expect(figures).toMatchObject({ active_users: 2, unique_visitors: 3 });
  expect(series).toMatchObject([
    { active_users: 1, unique_visitors: 1 },
    { active_users: 2, unique_visitors: 3 },
  ]);
});

test('twenty viewers who ask the same at once cost what one does', async () => {
  const asked: string[] = [];
  const counting = new Proxy(engine.clickhouse, {
    get: (client, key) => {
      if (key !== 'query') return Reflect.get(client, key);
      return (statement: Parameters<ClickHouseClient['query']>[0]) => {
        asked.push(statement.query);
        return client.query(statement);
      };
    },
  });
  const reports = createReports({ ...engine, clickhouse: counting, now: () => now });
  const range = { startDate: '2026-05-05', endDate: '2026-05-05' };
  const view = () =>
    Promise.all([
      reports.metrics(project, parseParameters(metricsParameters, range)),
      reports.timeseries(project, parseParameters(timeseriesParameters, range)),
      reports.breakdown(project, parseParameters(breakdownParameters, { ...range, dimension: 'country' })),
    ]);
  await view();
  const alone = asked.length;
  asked.length = 0;
  const seen = await Promise.all(Array.from({ length: 20 }, view));
  expect(asked.length).toBeLessThanOrEqual(alone);
  expect(seen.map(([{ data }]) => data.total_events)).toEqual(Array.from({ length: 20 }, () => 1));
  // Nothing of it is kept: the next one asks, and sees what was stored meanwhile.
  await engine.insertEvents([
    eventRow({
      ...{ id: crypto.randomUUID(), project_id: project.id, device_id: 'd', session_id: 's' },
      timestamp: Date.UTC(2026, 4, 5, 1),
    }),
  ]);
  const [{ data }] = await view();
  expect(data.total_events).toBe(2);
});
