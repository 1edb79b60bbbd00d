import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mysqlForTest } from '@gatrix/analytics-test-services';
import Libsql from 'libsql';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest';
import { createMetadata, type Metadata, type NewProject, type Project } from '../src/index.ts';
import { migrations } from '../src/migrations/index.ts';

export interface Store {
  metadata: Metadata;
  url: string;
  /** The metadata's clock; a second later with every test. */
  time: number;
  /** Runs a statement past the package, as someone with a tool of their own would. */
  byHand(statement: string): Promise<void>;
  newProject(more?: Partial<NewProject>): Promise<Project>;
}

const engines = [
  {
    name: 'SQLite',
    open: async () => {
      const directory = mkdtempSync(join(tmpdir(), 'metadata-sqlite-'));
      const file = join(directory, 'made', 'here', 'metadata.db');
      return {
        url: `sqlite:${file}`,
        byHand: async (statement: string) => {
          const database = new Libsql(file);
          database.exec(statement);
          database.close();
        },
        close: async () => rmSync(directory, { recursive: true, force: true }),
      };
    },
  },
  {
    name: 'MySQL',
    open: async () => {
      const { url, database } = await mysqlForTest();
      const byHand = async (...statements: string[]) => {
        const connection = await createConnection(url);
        for (const statement of statements) await connection.query(statement);
        await connection.end();
      };
      // A host's database may have any default, and whoever writes to it any time zone.
      await byHand(`ALTER DATABASE ${database} CHARACTER SET latin1`);
      return {
        url,
        byHand: (statement: string) => byHand("SET time_zone = '+09:00'", statement),
        close: async () => undefined,
      };
    },
  },
];

/** Declares the same tests for both engines. `store` is filled in before the first of them runs. */
export function onBothEngines(title: string, declare: (store: Store) => void): void {
  describe.each(engines)(`${title} on $name`, ({ open }) => {
    let opened: Awaited<ReturnType<typeof open>>;
    const store: Store = {
      // Nothing connects before the first query, so this only stands in until `beforeAll`.
      metadata: createMetadata({ url: 'sqlite::memory:' }),
      url: '',
      time: Date.UTC(2026, 10, 23, 12, 0, 0, 123),
      byHand: (statement) => opened.byHand(statement),
      newProject: (more = {}) =>
        store.metadata.projects.create({ name: 'P', domain: 'example.com', ...more }),
    };
    beforeAll(async () => {
      opened = await open();
      store.url = opened.url;
      await migrateThrice(opened.url);
      store.metadata = createMetadata({ url: opened.url, now: () => store.time });
    });
    afterAll(async () => {
      await store.metadata.close();
      await opened?.close();
    });
    beforeEach(() => {
      store.time += 1_000;
    });
    declare(store);
  });
}

async function migrateThrice(url: string): Promise<void> {
  const twins = [1, 2, 3].map(() => createMetadata({ url }));
  expect(await twins[0]?.pendingMigrations()).toHaveLength(migrations.length);
  const applied = await Promise.all(twins.map((twin) => twin.migrate()));
  const counts = applied.map((ids) => ids.length).sort();
  expect(counts, 'each migration is applied by exactly one process').toEqual([0, 0, migrations.length]);
  await Promise.all(twins.map((twin) => twin.close()));
}

export const refused = (kind: string) => expect.objectContaining({ name: 'MetadataConstraintError', kind });

export const unusual = `Ωmega 'quoted' "double" \\back 👩‍🚀 한국어; DROP TABLE x --`;
