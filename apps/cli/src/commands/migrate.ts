import { migrate } from '@gatrix/analytics-clickhouse-schema';
import type { Command } from 'commander';
import { CommandError, contextOf, withMetadata } from '../command-context.ts';
import { withStore } from '../operate/with-store.ts';

/** `migrate`: brings the metadata database and ClickHouse to this version's tables. */
export function registerMigrate(program: Command): void {
  program
    .command('migrate')
    .description('create or update the tables in MySQL and ClickHouse')
    .action(async (_options, command: Command) => {
      const context = contextOf(command);
      const { config, output } = context;
      if (config.isStandalone)
        throw new CommandError(
          `${config.dataDir} is a stand-alone run, which migrates itself when it starts`,
        );
      const onWaiting = output.note;
      const metadata = await withMetadata(context, (opened) => opened.migrate({ onWaiting }));
      const clickhouse = await withStore(context, (store) => migrate({ ...store, onWaiting }));
      const lines = [
        `metadata:   ${metadata.join(', ') || 'up to date'}`,
        `clickhouse: ${clickhouse.join(', ') || 'up to date'}`,
      ];
      output.result({ metadata, clickhouse }, lines);
    });
}
