import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, migrations } from '@gatrix/analytics-clickhouse-schema';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createEmbeddedClickHouse, type EmbeddedClickHouse } from '../src/index.ts';

vi.setConfig({ testTimeout: 60_000 });

let engine: EmbeddedClickHouse;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'town-names-'));
  engine = await createEmbeddedClickHouse({ path: directory });
});
afterAll(async () => {
  await engine.close();
  await rm(directory, { recursive: true });
});

const rowsOf = async <Row>(query: string) =>
  (await engine.client.query({ query, format: 'JSONEachRow' })).json<Row>();

test('a town that was stored with streets behind it is one town after the migration', async () => {
  const to = { clickhouse: engine.client, database: 'analytics' };
  const before = migrations.slice(
    0,
    migrations.findIndex(({ id }) => id === '0039-town-names'),
  );
  await migrate({ ...to, migrations: before });
  const towns = [
    'Seoul (Toegye-ro)',
    'Seoul（中区）',
    'Seoul(Mapo-gu)',
    'Seoul',
    'Halle (Saale)',
    '(none)',
    '',
  ];
  await engine.client.insert({
    table: 'analytics.events',
    format: 'JSONEachRow',
    values: towns.map((city) => ({
      ...{ project_id: 'p', id: crypto.randomUUID(), name: 'screen_view', city, device_id: 'd' },
      ...{ timestamp: '2026-11-01 00:00:00.000', created_at: '2026-11-01 00:00:00.000' },
    })),
  });
  await engine.client.command({
    query: "INSERT INTO analytics.sealed_days (project_id, day) VALUES ('p', '2026-11-01')",
  });
  expect(await migrate(to)).toEqual(migrations.slice(before.length).map(({ id }) => id));
  expect(
    await rowsOf('SELECT city, count() AS events FROM analytics.events GROUP BY city ORDER BY city'),
  ).toEqual(
    [
      ['', 1],
      ['(none)', 1],
      ['Halle (Saale)', 1],
      ['Seoul', 4],
    ].map(([city, events]) => ({ city, events: expect.toSatisfy((n) => Number(n) === events) })),
  );
  // Sums of days know the old names.
  expect(await rowsOf('SELECT day FROM analytics.sealed_days')).toEqual([]);
});
