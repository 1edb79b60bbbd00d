import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type MigrateOptions,
  type Migration,
  migrate,
  migrations,
} from '@gatrix/analytics-clickhouse-schema';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createEmbeddedClickHouse, type EmbeddedClickHouse } from '../src/index.ts';

vi.setConfig({ testTimeout: 60_000 });

let engine: EmbeddedClickHouse;
let directory: string;
let databases = 0;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'migration-lock-'));
  engine = await createEmbeddedClickHouse({ path: directory });
});
afterAll(async () => {
  await engine.close();
  await rm(directory, { recursive: true });
});

const beatMs = 50;
function options(more: Partial<MigrateOptions> = {}): MigrateOptions {
  return { clickhouse: engine.client, database: `lock_${databases}`, migrations: [marks], beatMs, ...more };
}

const marks: Migration = {
  id: '1-marks',
  statements: ({ database }) => [`CREATE TABLE ${database}.marks (a UInt8) ENGINE = MergeTree ORDER BY a`],
};
/** Works for five times as long as a holder may be silent. */
const slow: Migration = {
  id: '1-slow',
  statements: () => ['SELECT sleepEachRow(0.25) FROM numbers(10) SETTINGS max_block_size = 1'],
};

async function leaveLock(columns: string, rows: string): Promise<void> {
  databases += 1;
  const { database } = options();
  await engine.client.command({ query: `CREATE DATABASE ${database}` });
  const table = `${database}.schema_migrations_lock`;
  await engine.client.command({ query: `CREATE TABLE ${table} (${columns}) ENGINE = Memory` });
  if (rows !== '') await engine.client.command({ query: `INSERT INTO ${table} SELECT ${rows}` });
}

async function tablesLike(pattern: string): Promise<string> {
  const query = `SELECT name FROM system.tables WHERE database = {database:String} AND name LIKE {pattern:String}`;
  const query_params = { database: options().database, pattern };
  return (await engine.client.query({ query, query_params, format: 'TabSeparated' })).text();
}

test('a lock whose holder died is taken over, once, and whoever waits says for whom', async () => {
  await leaveLock("owner String, at DateTime('UTC')", "'games-1, process 77', now()");
  const said: string[] = [];
  const onWaiting = (message: string) => said.push(message);
  const applied = await Promise.all([1, 2, 3].map(() => migrate(options({ onWaiting }))));
  expect(applied.flat()).toEqual(['1-marks']);
  expect(said[0]).toMatch(/^waiting for games-1, process 77, which migrates ClickHouse; 0 s so far/);
  expect(said).toContain('games-1, process 77 has gone; its migration is taken over');
  expect(await tablesLike('%lock%'), 'no lock and nothing of the old one is left').toBe('');
});

test('a lock is never broken while its holder works, however long that takes', async () => {
  databases += 1;
  const said: string[] = [];
  const first = migrate(options({ migrations: [slow] }));
  await vi.waitUntil(async () => (await tablesLike('schema_migrations_lock')) !== '', { timeout: 30_000 });
  const second = migrate(options({ migrations: [slow], onWaiting: (message) => said.push(message) }));
  expect(await Promise.all([first, second])).toEqual([['1-slow'], []]);
  expect(said.length).toBeGreaterThan(3);
  expect(said.join('\n')).not.toContain('taken over');
});

test('a holder that lost its lock runs no further statement', async () => {
  databases += 1;
  const running = migrate(options({ migrations: [slow, marks] }));
  const beats = `SELECT count() FROM system.tables WHERE database = '${options().database}' AND name LIKE '%lock' AND total_rows > 0`;
  const isHeld = async () =>
    (await (await engine.client.query({ query: beats, format: 'TabSeparated' })).text()).trim() === '1';
  await vi.waitUntil(isHeld, { timeout: 30_000 });
  await engine.client.command({ query: `DROP TABLE ${options().database}.schema_migrations_lock SYNC` });
  await expect(running).rejects.toThrow('another process has taken the migration lock');
  expect(await tablesLike('marks')).toBe('');
});

test('who is alone with a database waits for nobody, also not for a lock of an earlier version', async () => {
  await leaveLock('locked UInt8', '');
  const onWaiting = vi.fn();
  expect(await migrate(options({ isAlone: true, onWaiting }))).toEqual(['1-marks']);
  expect(onWaiting).not.toHaveBeenCalled();
});

test('every migration that was cut after any of its statements is finished by the next start', async () => {
  databases += 1;
  const complete = { migrations, isAlone: true };
  await migrate(options(complete));
  const whole = await tablesLike('%');
  databases += 1;
  await engine.client.command({ query: `CREATE DATABASE ${options().database}` });
  for (const [index, migration] of migrations.entries()) {
    const statements = migration.statements(options());
    for (const query of statements) await engine.client.command({ query });
    await migrate(options({ ...complete, migrations: migrations.slice(0, index + 1) }));
  }
  expect(await tablesLike('%')).toBe(whole);
});

test('a ledger that a version without a name wrote is taken on, and one of a later version refused', async () => {
  databases += 1;
  const { database } = options();
  await engine.client.command({ query: `CREATE DATABASE ${database}` });
  const ledger = `${database}.schema_migrations`;
  await engine.client.command({
    query: `CREATE TABLE ${ledger} (id String, applied_at DateTime('UTC') DEFAULT now()) ENGINE = MergeTree ORDER BY id`,
  });
  expect(await migrate(options({ isAlone: true }))).toEqual(['1-marks']);
  expect(await migrate(options())).toEqual([]);
  await engine.client.command({ query: `INSERT INTO ${ledger} (id, version) VALUES ('9-later', '7.8.9')` });
  await expect(migrate(options())).rejects.toThrow(
    /^ClickHouse was migrated by version 7\.8\.9 \(to 9-later\), and this is version \d+\.\d+\.\d+ \(which knows 1-marks/,
  );
});
