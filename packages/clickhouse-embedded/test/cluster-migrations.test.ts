import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '@gatrix/analytics-clickhouse-schema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmbeddedClickHouse, type EmbeddedClickHouse } from '../src/index.ts';

let engine: EmbeddedClickHouse;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cluster-migrations-'));
  engine = await createEmbeddedClickHouse({ path: directory });
});
afterAll(async () => {
  await engine.close();
  await rm(directory, { recursive: true });
});

const cluster = { database: 'analytics', cluster: 'gatrix' };

describe.each(migrations.map((migration) => [migration.id, migration] as const))('%s', (id, migration) => {
  const statements = migration.statements(cluster);

  // A migration that has shipped stays as it is; after adding one, run this with -u and read what it wrote.
  test('makes these statements for a cluster', async () => {
    await expect(`${statements.join(';\n\n')};\n`).toMatchFileSnapshot(`cluster-migrations/${id}.sql`);
  });

  test('which the engine can parse, and which go to every node', async () => {
    for (const statement of statements) {
      const result = await engine.client.query({ query: `EXPLAIN AST ${statement}`, format: 'TabSeparated' });
      expect(await result.text()).toMatch(/^(?:Create|Alter|Insert|Drop|Optimize|Truncate)\w*Query/);
      if (!statement.startsWith('INSERT')) expect(statement).toContain(` ON CLUSTER 'gatrix'`);
    }
  });

  test('and which keep rows and what is derived from them on one shard', () => {
    for (const statement of statements) {
      const table = /^CREATE TABLE IF NOT EXISTS analytics\.(\w+)/.exec(statement)?.[1] ?? '';
      const view = /^CREATE MATERIALIZED VIEW IF NOT EXISTS analytics\.\w+/.exec(statement);
      if (view) {
        const named = [...statement.matchAll(/\b(?:TO|FROM|JOIN) analytics\.(\w+)/g)].map(([, name]) => name);
        expect(named.length).toBeGreaterThan(1);
        for (const name of named) expect(name).toMatch(/_local$/);
      } else if (table.endsWith('_local')) {
        expect(statement).toContain(`MergeTree('/clickhouse/tables/{shard}/analytics/${table}', '{replica}'`);
      } else if (table !== '') {
        expect(statement).toContain(`Distributed('gatrix', 'analytics', '${table}_local', `);
      }
    }
  });
});

test('on one server, the same migrations name no cluster', () => {
  for (const { statements } of migrations) {
    for (const statement of statements({ database: 'analytics' })) {
      expect(statement).not.toMatch(/ON CLUSTER|Replicated|Distributed|_local\b/);
    }
  }
});
