import { randomUUID } from 'node:crypto';
import { isIn, param, sql } from '@gatrix/analytics-clickhouse-schema';
import { metricsParameters } from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createReports, parseParameters } from '../src/index.ts';
import { createRunner, defaultLimits } from '../src/query/run.ts';
import { type Engine, startEngine } from './engine.ts';
import { eventRow } from './events.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

const odd = ['', "it's", 'a\\b', 'tab\tline\nreturn\r', '한글 🙂', ' ', 'null', '[1,2]', '{p0:String}'];
const many = Array.from({ length: 30_000 }, (_, index) => `${odd[index % odd.length]} ${index}`);

test.each([
  ['of few', odd],
  ['of many', [...many, ...odd]],
  ['that ends with an empty one', [...many, '']],
  ['with one separator', [...many, 'a\u001fb']],
  ['with all separators', [...many, 'a\u001fb\u001e']],
])('ClickHouse reads a list of texts as it was given: %s', async (_, list) => {
  const runner = createRunner(engine.clickhouse, defaultLimits, undefined);
  const texts = param.strings(list);
  const [row] = await runner.run<{ read: string[]; last: number; none: number }>(
    sql`SELECT ${texts} AS read, ${param.string(list.at(-1) ?? '')} IN ${texts} AS last, 'none' IN ${texts} AS none`,
  );
  expect(row).toEqual({ read: list, last: 1, none: 0 });
});

test('a million values are looked for in a list of 40,000 texts within the time of a report', async () => {
  const runner = createRunner(engine.clickhouse, { ...defaultLimits, timeoutSeconds: 10 }, undefined);
  const list = Array.from({ length: 40_000 }, (_, index) => `somebody-with-a-rather-long-id-${index}`);
  const id = sql`concat('somebody-with-a-rather-long-id-', toString(number % 50000))`;
  const [row] = await runner.run<{ rows: number }>(
    sql`SELECT toUInt32(countIf(${isIn(id, param.strings(list))})) AS rows FROM numbers(1000000)`,
  );
  expect(row).toEqual({ rows: 800_000 });
});

/** A server takes 1,000 parameters of a statement at most. */
const mostParameters = 1_000;

const noon = Date.UTC(2026, 4, 5, 12);
const thousand = Array.from({ length: 1_000 }, (_, index) => index);

test.each([
  ['properties.level', thousand.map((index) => index * 0.5)],
  ['properties.level', thousand.map(String)],
  ['properties.won', [...thousand.slice(1), true]],
  ['properties.server', thousand.map((index) => `s${index}`)],
  ['revenue', thousand.map((index) => index + 0.2)],
  ['session.revenue', thousand.map((index) => index + 0.2)],
  ['timestamp', thousand.map((index) => noon + index * 1_000)],
  ['session.started_at', thousand.map((index) => noon + index * 1_000)],
  ['profile.properties.level', thousand],
])('a thousand values of %s are asked for by few parameters', async (field, value) => {
  const project = { id: `list of ${field} ${typeof value[0]}`, timezone: 'UTC' };
  const event = (level: number, amount: number) =>
    eventRow({
      ...{ id: randomUUID(), project_id: project.id, device_id: `d${level}`, session_id: `s${level}` },
      ...{ name: 'screen_view', timestamp: noon + level * 1_000, created_at: noon + level * 1_000 },
      ...{
        properties: { server: `s${level}` },
        properties_number: { level },
        properties_bool: { won: level === 8 },
      },
      ...{ revenue: amount, profile_id: field.startsWith('profile.') ? `p${level}` : '' },
    });
  await engine.insertEvents([event(8, 8.2), event(5_000, 5_000.2)]);
  const counts: number[] = [];
  const clickhouse = new Proxy(engine.clickhouse, {
    get: (client, name) => {
      const member: unknown = Reflect.get(client, name);
      if (typeof member !== 'function') return member;
      return (params: { readonly query_params?: object }) => {
        counts.push(Object.keys(params.query_params ?? {}).length);
        return member.call(client, params);
      };
    },
  });
  const reports = createReports({ ...engine, clickhouse, now: () => noon + 86_400_000 });
  const ask = async (op: string) => {
    const filters = JSON.stringify({ and: [{ field, op, value }] });
    const input = { startDate: '2026-05-05', endDate: '2026-05-05', filters };
    return (await reports.metrics(project, parseParameters(metricsParameters, input))).data.total_events;
  };
  const isKnown = !field.startsWith('profile.');
  expect([await ask('in'), await ask('notIn')]).toEqual(isKnown ? [1, 1] : [0, 2]);
  expect(Math.max(...counts)).toBeLessThan(mostParameters / 4);
});
