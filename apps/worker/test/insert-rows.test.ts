import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { createEmbeddedClickHouse } from '@gatrix/analytics-clickhouse-embedded';
import {
  type EventRow,
  findStoredIds,
  insertRows,
  migrate,
  type ProfileChangeRow,
  RowValueError,
} from '@gatrix/analytics-clickhouse-schema';
import { createNormalizer } from '@gatrix/analytics-normalizer';
import { clickHouseForTest } from '@gatrix/analytics-test-services';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contextOf } from './fixtures.ts';

interface Server {
  readonly clickhouse: ClickHouseClient;
  readonly database: string;
  close(): Promise<void>;
}

async function overHttp(): Promise<Server> {
  const { url, database } = await clickHouseForTest();
  const clickhouse = createClient({ url });
  return { clickhouse, database, close: () => clickhouse.close() };
}

async function inProcess(): Promise<Server> {
  const dir = mkdtempSync(join(tmpdir(), 'insert-rows-'));
  const { client, close } = await createEmbeddedClickHouse({ path: dir });
  return {
    clickhouse: client,
    database: 'analytics',
    async close() {
      await close();
      rmSync(dir, { recursive: true });
    },
  };
}

/** Texts around the lengths at which their encoding changes, and what JSON would have to escape. */
const texts = [
  '',
  'a',
  ...[41, 42, 43, 127, 128, 129, 16_383, 16_384].flatMap((length) => [
    'x'.repeat(length),
    '가'.repeat(length),
  ]),
  'line\nbreak\ttab"quote\\slash\0zero\u007f',
  '한국어 テスト 😀 é',
  `'; DROP TABLE events; --`,
  'NULL',
  '\\N',
];
const numbers = [0, -0, 1, -1, 0.1, 1e-7, 5e-324, 1.7976931348623157e308, 2 ** 53, -(2 ** 53), 1 / 3];
const revenues = [
  0,
  -0,
  0.1,
  -5,
  19.99,
  1e-6,
  4e-7,
  1234567.891234,
  -0.000001,
  999_999_999.123456,
  1e11,
  -123456789012.5,
  '999999999999.123456',
  '-123456789012.345679',
];
const days = [0, 1, 86_399_999, 1_700_000_000_123, 4_102_444_799_999];

/** Every value of a list comes up, each with other values of the other lists. */
const pick = <T>(values: readonly T[], row: number): T => values[row % values.length] as T;

function record<T>(keys: readonly string[], values: readonly T[], row: number): Record<string, T> {
  const count = row % 4;
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [pick(keys, row + index), pick(values, row * 3 + index)]),
  );
}

const typical = createNormalizer().normalize({
  ...contextOf('p', days[3]),
  id: randomUUID(),
  name: 'screen_view',
  deviceId: 'd',
  profileId: '',
  sessionId: 's',
  timestamp: days[3] as number,
  sequence: 0,
  path: 'https://example.com/shop?utm_source=x#top',
  referrer: 'https://www.google.com/',
  title: 'Shop',
  groups: [],
  properties: {},
  sdkName: 'web',
  sdkVersion: '1',
});

function edgeEvent(row: number): EventRow {
  const keys = ['level', 'a.b', '__proto__', 'constructor', '한글', '1', ...texts.slice(0, 6)];
  const everywhere = Object.fromEntries(
    Object.entries(typical).map(([column, value], index) => [
      column,
      typeof value === 'string' ? pick(texts, row + index) : value,
    ]),
  );
  const timestamp = pick(days, row);
  return {
    ...typical,
    ...everywhere,
    id: randomUUID(),
    project_id: 'edges',
    timestamp,
    created_at: pick(days, row + 2),
    sequence: pick([0, 1, 0xffffff], row),
    latitude: pick([null, 0, -33.8688, 90], row),
    longitude: pick([151.2093, null, -180], row),
    revenue: pick(revenues, row),
    groups: Array.from({ length: row % 5 }, (_, index) => pick(texts, row + index)),
    properties: record(keys, texts, row),
    properties_number: record(keys, numbers, row),
    properties_bool: record(keys, [true, false], row),
    // Rows that have run out would be gone.
    retention_days: timestamp < 86_400_000 ? pick([0, 30_000, 40_000], row) : 0,
  };
}

function edgeChange(row: number): ProfileChangeRow {
  return {
    id: randomUUID(),
    project_id: 'edges',
    profile_id: pick(texts, row),
    device_id: pick(texts, row + 1),
    kind: pick(['identify', 'alias', 'increment', 'assign_group'] as const, row),
    timestamp: pick(days, row),
    created_at: pick(days, row + 1),
    sequence: row,
    traits: JSON.stringify({ text: pick(texts, row) }),
    alias: pick(texts, row + 3),
    property: pick(texts, row + 4),
    amount: pick(numbers, row),
    groups: Array.from({ length: row % 3 }, (_, index) => pick(texts, row + index)),
    import_id: pick(['', 'posthog-1'], row),
  };
}

/** The same rows as JSON, by ClickHouse's own client. */
async function insertAsJson(
  { clickhouse, database }: Server,
  table: string,
  rows: readonly object[],
): Promise<void> {
  const toText: Record<string, (value: never) => unknown> = {
    timestamp: (value: number) => (value / 1_000).toFixed(3),
    created_at: (value: number) => (value / 1_000).toFixed(3),
    revenue: (value: number | string) => (typeof value === 'string' ? value : value.toFixed(6)),
  };
  await clickhouse.insert({
    table: `${database}.${table}`,
    values: rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([column, value]) => [column, toText[column]?.(value as never) ?? value]),
      ),
    ),
    format: 'JSONEachRow',
    clickhouse_settings: { max_partitions_per_insert_block: '0' },
  });
}

async function scalar({ clickhouse }: Server, query: string): Promise<number> {
  const result = await clickhouse.query({ query, format: 'JSONCompactEachRow' });
  const [[value] = []] = await result.json<[string]>();
  return Number(value);
}

describe.each([
  ['over HTTP', overHttp],
  ['in this process', inProcess],
])('rows that go in by columns, %s', (_, start) => {
  let server: Server;
  beforeAll(async () => {
    server = await start();
    await migrate(server);
    const { clickhouse, database } = server;
    for (const table of ['events', 'profile_changes']) {
      await clickhouse.command({
        query: `CREATE TABLE ${database}.${table}_as_json AS ${database}.${table}`,
      });
    }
  });
  afterAll(() => server.close());

  async function expectSame(
    table: 'events' | 'profile_changes',
    rows: readonly (EventRow | ProfileChangeRow)[],
  ) {
    const { database } = server;
    await insertRows(server, table, rows as never, randomUUID());
    await insertAsJson(server, `${table}_as_json`, rows);
    const [ours, json] = [`${database}.${table}`, `${database}.${table}_as_json`];
    expect(await scalar(server, `SELECT count() FROM ${ours}`)).toBe(rows.length);
    for (const [one, other] of [[ours, json] as const, [json, ours] as const]) {
      const differing = `SELECT count() FROM (SELECT toString(tuple(*)) FROM ${one} EXCEPT SELECT toString(tuple(*)) FROM ${other})`;
      expect(await scalar(server, differing)).toBe(0);
    }
  }

  test('are stored as the same rows in JSON are: events with values at every edge', async () => {
    await expectSame(
      'events',
      Array.from({ length: 200 }, (_, row) => edgeEvent(row)),
    );
  });

  test('and profile changes', async () => {
    await expectSame(
      'profile_changes',
      Array.from({ length: 300 }, (_, row) => edgeChange(row)),
    );
  });

  test('keep their values where a column has more of them than two bytes count', async () => {
    const rows = Array.from({ length: 70_000 }, (_, row) => ({
      ...typical,
      id: randomUUID(),
      project_id: 'many',
      name: `name-${row}`,
      city: `city-${row % 300}`,
    }));
    await insertRows(server, 'events', rows, randomUUID());
    const { database } = server;
    const wrong = `SELECT countIf(substring(city, 6) != toString(toUInt32(substring(name, 6)) % 300)) FROM ${database}.events WHERE project_id = 'many'`;
    expect(await scalar(server, wrong)).toBe(0);
    expect(
      await scalar(server, `SELECT uniqExact(name) FROM ${database}.events WHERE project_id = 'many'`),
    ).toBe(70_000);
  });

  test('are found again, also where their names are too long for one parameter', async () => {
    const rows = Array.from({ length: 2_000 }, (_, row) => ({
      ...typical,
      id: randomUUID(),
      project_id: 'named',
      name: `${row} ${'가'.repeat(200)}`,
    }));
    await insertRows(server, 'events', rows, randomUUID());
    const stored = await findStoredIds(
      server,
      'events',
      rows.map(({ id, name, timestamp }) => ({ projectId: 'named', id, name, timestamps: [timestamp] })),
    );
    expect(stored.size).toBe(rows.length);
  });

  test.each([
    ['id', { id: 'no-uuid' }],
    ['id', { id: `${randomUUID().slice(0, 35)}g` }],
    ['id', { id: `${randomUUID()}0` }],
    ['revenue', { revenue: 1e13 }],
    ['timestamp', { timestamp: Number.NaN }],
    ['sequence', { sequence: -1 }],
    ['retention_days', { retention_days: 65_536 }],
    ['name', { name: 5 }],
    ['country', { country: undefined }],
    ['groups', { groups: ['a', null] }],
  ])('a value that %s cannot hold is refused by name, and nothing is stored', async (column, value) => {
    const sound = { ...typical, id: randomUUID(), project_id: 'refused' };
    const damaged = { ...typical, id: randomUUID(), project_id: 'refused', ...value } as EventRow;
    await expect(insertRows(server, 'events', [damaged], randomUUID())).rejects.toThrow(RowValueError);
    const rows = [sound, damaged];
    const insert = insertRows(server, 'events', rows, randomUUID());
    await expect(insert).rejects.toThrow(RowValueError);
    await expect(insert).rejects.toThrow(`column ${column}: `);
    const { database } = server;
    expect(await scalar(server, `SELECT count() FROM ${database}.events WHERE project_id = 'refused'`)).toBe(
      0,
    );
  });
});
