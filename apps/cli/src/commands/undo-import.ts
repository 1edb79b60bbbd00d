import type { Command } from 'commander';
import { CommandError, contextOf } from '../command-context.ts';
import { table } from '../output.ts';
import { insightsUrl, type TargetOptions, withTrackTarget } from '../track-target.ts';
import { askImports, type StoredImport } from './import-id.ts';

/** `import undo <id>` and `import list`. */
export function registerUndoImport(imports: Command): void {
  withTarget(imports.command('undo <import-id>'))
    .description('erase all that came by an import')
    .action(async (importId: string, options: TargetOptions, command: Command) => {
      const context = contextOf(command);
      const path = `/${encodeURIComponent(importId)}`;
      const erased = await ask<Omit<StoredImport, 'id' | 'undoneAt'>>(command, options, 'DELETE', path);
      const { events, robots, changes, totals } = erased;
      if (events + robots + changes + totals === 0)
        throw new CommandError(`nothing that came by ${importId} is stored; \`import list\` shows what is`);
      context.output.result({ importId, ...erased }, [
        `${importId} is undone: ${events} events, ${robots} robots' and ${changes} messages on profiles and groups, ${totals} totals were erased`,
      ]);
    });
  withTarget(imports.command('list'))
    .description('what came by which import')
    .action(async (options: TargetOptions, command: Command) => {
      const imports = await ask<readonly StoredImport[]>(command, options, 'GET', '');
      const rows = imports.map(({ id, events, robots, changes, totals, undoneAt }) => [
        ...[id, String(events), String(robots), String(changes), String(totals)],
        undoneAt === null ? '' : new Date(undoneAt).toISOString(),
      ]);
      contextOf(command).output.result(
        imports,
        table(['import', 'events', 'robots', 'changes', 'totals', 'undone'], rows),
      );
    });
}

function withTarget(command: Command): Command {
  return command
    .requiredOption('--project <id>')
    .option('--url <url>', 'where insights is')
    .option('--client-id <id>')
    .option('--client-secret <secret>');
}

async function ask<Data>(
  command: Command,
  options: TargetOptions,
  method: 'GET' | 'DELETE',
  path: string,
): Promise<Data> {
  const context = contextOf(command);
  const url = insightsUrl(context, options.url);
  return withTrackTarget(context, options, async (target) => {
    const response = await askImports(url, target, options.project, method, path);
    const body = (await response.json()) as { data: Data; error?: { message?: string } };
    if (!response.ok)
      throw new CommandError(`${url} answers ${response.status}: ${body.error?.message ?? ''}`);
    return body.data;
  });
}
