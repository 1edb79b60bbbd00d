import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, startEngine } from './engine.ts';
import { changeRow, eventRow } from './events.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine('cluster');
}, 120_000);
afterAll(() => engine.close());

test('a condition on groups of two tables takes no rows of the groups that it lets pass', async () => {
  const ids = Array.from({ length: 10 }, (_, index) => ({ id: randomUUID(), profile_id: `p${index}` }));
  await engine.insertEvents(ids.map((row) => eventRow({ ...row, project_id: 'union', timestamp: 1 })));
  await engine.insertChanges(
    ids.map((row) => changeRow({ ...row, kind: 'identify', project_id: 'union', timestamp: 1 })),
  );
  const { clickhouse, database } = engine;
  const keysOf = (table: string) => `SELECT profile_id FROM ${database}.${table} WHERE project_id = 'union'`;
  const result = await clickhouse.query({
    query: `SELECT count() AS people, sum(messages) AS messages FROM (
  SELECT profile_id, count() AS messages FROM (${keysOf('events')} UNION ALL ${keysOf('profile_changes')})
  GROUP BY profile_id HAVING profile_id IN (${keysOf('events')})
)`,
    format: 'JSONCompactEachRow',
  });
  const [row] = await result.json<unknown[]>();
  expect(row?.map(Number)).toEqual([10, 20]);
});
