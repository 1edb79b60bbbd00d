import { acceptMissingRows, type MissingRows } from '@gatrix/analytics-clickhouse-schema';
import type { Command } from 'commander';
import { CommandError, contextOf } from '../command-context.ts';
import { runningServer } from '../operate/running-server.ts';
import { withStore } from '../operate/with-store.ts';

/** `accept-loss`: for who has done all that can be done about missing rows. */
export function registerAcceptLoss(program: Command): void {
  program
    .command('accept-loss')
    .description('count from the rows that are there; docs/operate/accidents.md')
    .action(async (_options, command: Command) => {
      const context = contextOf(command);
      const { dataDir, isStandalone } = context.config;
      const accepted = isStandalone ? await askServer(dataDir) : await withStore(context, acceptMissingRows);
      const lines = accepted.map(({ table, month, rows }) => `${table}: ${rows} rows of ${month}`);
      context.output.result({ accepted }, lines.length > 0 ? lines : ['no rows are missing']);
    });
}

async function askServer(dataDir: string): Promise<readonly MissingRows[]> {
  const server = await runningServer(dataDir);
  if (!server) throw new CommandError(`no server of ${dataDir} runs: start it with: npm start`);
  const response = await server.ask('POST', '/operate/accept-loss');
  return ((await response.json()) as { readonly accepted: readonly MissingRows[] }).accepted;
}
