import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { backUp, readManifest, restore } from '@gatrix/analytics-backup';
import { createEmbeddedClickHouse } from '@gatrix/analytics-clickhouse-embedded';
import { type EraseTarget, pendingMigrations } from '@gatrix/analytics-clickhouse-schema';
import { createMetadata, type Metadata } from '@gatrix/analytics-metadata';
import { createQueueWatch } from '@gatrix/analytics-queue';
import type { Command } from 'commander';
import { type CommandContext, CommandError, contextOf, withMetadata } from '../command-context.ts';
import { withRedis } from '../doctor/redis.ts';
import { askForBackup, runningServer } from '../operate/running-server.ts';
import { withStore } from '../operate/with-store.ts';
import { version } from '../version.ts';

/** The stand-alone run's database. */
const standaloneDatabase = 'analytics';
const standaloneFiles = ['credentials.json', 'dead-letters.ndjson'];

/** `backup` and `restore`: everything that is stored, while events come in. */
export function registerBackup(program: Command): void {
  program
    .command('backup <directory>')
    .description('back up all that is stored; docs/operate/backup.md')
    .option('--disk <name>', "a disk of the ClickHouse server's backups.allowed_disk, for the events")
    .action(async (path: string, options: { disk?: string }, command: Command) => {
      const context = contextOf(command);
      const directory = resolve(path);
      const made = context.config.isStandalone
        ? await backUpStandalone(context, directory)
        : await backUpServices(context, directory, options.disk);
      const seconds = Math.round((Date.parse(made.endedAt) - Date.parse(made.startedAt)) / 1_000);
      context.output.result({ directory, ...made }, [
        `${directory}: all that was stored by ${made.startedAt}, in ${seconds} s`,
      ]);
    });

  program
    .command('restore <directory>')
    .description('restore a back-up into an empty place; docs/operate/backup.md')
    .action(async (path: string, _options, command: Command) => {
      const context = contextOf(command);
      const directory = resolve(path);
      const manifest = await readManifest(directory).catch((error: unknown) => {
        throw new CommandError(error instanceof Error ? error.message : String(error));
      });
      const isStandalone = manifest.of === 'standalone';
      await (isStandalone ? restoreStandalone(context, directory) : restoreServices(context, directory));
      const where = isStandalone ? context.config.dataDir : context.config.clickhouse.database;
      context.output.result({ directory, restoredInto: where }, [
        `${directory} is restored into ${where}: all that was stored by ${manifest.startedAt}`,
      ]);
    });
}

/** By the process that has the data, or by this one where none has. */
async function backUpStandalone({ config, output }: CommandContext, directory: string) {
  const server = await runningServer(config.dataDir);
  if (server) return askForBackup(server, directory);
  output.note('no server answers: the data is read from its directory');
  return withEngine(config.dataDir, (store) =>
    withMetadataOf(`sqlite:${join(config.dataDir, 'metadata.db')}`, (metadata) =>
      backUp({
        ...{ store, metadata, directory, version, of: 'standalone' },
        files: standaloneFiles.map((name) => join(config.dataDir, name)),
      }),
    ),
  );
}

async function restoreStandalone({ config }: CommandContext, directory: string): Promise<void> {
  const { dataDir } = config;
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0)
    throw new CommandError(
      `${dataDir} is not empty: set DATA_DIR to a directory that is, or is not there yet`,
    );
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  await withEngine(dataDir, (store) =>
    withMetadataOf(`sqlite:${join(dataDir, 'metadata.db')}`, (metadata) =>
      restore({ store, metadata, directory, filesTo: dataDir }),
    ),
  );
}

async function backUpServices(context: CommandContext, directory: string, disk: string | undefined) {
  await untilStored(context);
  return withMetadata(context, (metadata) =>
    withStore(context, async (store) => {
      const pending = [
        ...(await metadata.pendingMigrations()),
        ...(await pendingMigrations(store.clickhouse, store.database, store)),
      ];
      if (pending.length > 0)
        throw new CommandError(`run gatrix-analytics migrate first: ${pending.join(', ')}`);
      return backUp({ store, metadata, directory, disk, version, of: 'services' });
    }),
  );
}

function restoreServices(context: CommandContext, directory: string): Promise<void> {
  return withMetadata(context, (metadata) =>
    withStore(context, (store) => restore({ store, metadata, directory })),
  );
}

/** What waits in Redis is in no back-up: what was acknowledged before the command is waited for. */
async function untilStored({ config, output }: CommandContext): Promise<void> {
  const giveUpAt = performance.now() + queuePatienceMs;
  await withRedis(config, async (connection) => {
    const watch = createQueueWatch({ connection, prefix: config.QUEUE_PREFIX, onError: () => undefined });
    try {
      let chunks = await watch.chunks();
      if (chunks.length > 0) output.note(`${chunks.length} chunks wait in Redis; they are stored first`);
      while (chunks.length > 0) {
        if (performance.now() > giveUpAt)
          throw new CommandError('messages wait in Redis for a minute: see gatrix-analytics doctor');
        await delay(200);
        chunks = await watch.remaining(chunks);
      }
    } finally {
      await watch.close();
    }
  });
}

const queuePatienceMs = 60_000;

async function withEngine<T>(dataDir: string, work: (store: EraseTarget) => Promise<T>): Promise<T> {
  const engine = await createEmbeddedClickHouse({ path: join(dataDir, 'clickhouse'), backupsPath: '/' });
  try {
    return await work({ clickhouse: engine.client, database: standaloneDatabase });
  } finally {
    await engine.close();
  }
}

async function withMetadataOf<T>(url: string, work: (metadata: Metadata) => Promise<T>): Promise<T> {
  const metadata = createMetadata({ url });
  try {
    return await work(metadata);
  } finally {
    await metadata.close();
  }
}
