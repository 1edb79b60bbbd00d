import type { Project } from '@gatrix/analytics-metadata';
import type { Command } from 'commander';
import { CommandError, contextOf, withMetadata } from '../command-context.ts';
import { table } from '../output.ts';
import { timezoneArgument } from '../timezone-argument.ts';

/** `project create|list|update`; deleting, which also erases events, is `DELETE /manage/projects/:id`. */
export function registerProject(program: Command): void {
  const project = program.command('project').description('projects');

  project
    .command('create')
    .description('create a project, with a write client')
    .requiredOption('--name <name>')
    .option('--domain <domain>', 'whose pages may send without a secret', '')
    .option('--timezone <zone>', 'IANA name', timezoneArgument, 'UTC')
    .action(async (options: { name: string; domain: string; timezone: string }, command: Command) => {
      const context = contextOf(command);
      await withMetadata(context, async (metadata) => {
        const created = await metadata.projects.create(options);
        const { client, secret } = await metadata.clients.create({
          projectId: created.id,
          name: 'first client',
          type: 'write',
        });
        const result = { project: shown(created), client: { id: client.id, type: client.type, secret } };
        context.output.result(result, [
          `project  ${created.id}  ${created.name}`,
          `client   ${client.id}  (${client.type})`,
          `secret   ${secret}`,
          'The secret is not stored and cannot be shown again.',
        ]);
      });
    });

  project
    .command('list')
    .description('list all projects')
    .action(async (_options, command: Command) => {
      const context = contextOf(command);
      const projects = await withMetadata(context, (metadata) => metadata.projects.list());
      const rows = projects.map(({ id, name, domain, timezone }) => [id, name, domain, timezone]);
      context.output.result(projects.map(shown), table(['ID', 'NAME', 'DOMAIN', 'TIME ZONE'], rows));
    });

  project
    .command('update <id>')
    .description('change a project')
    .option('--name <name>')
    .option('--domain <domain>')
    .option('--timezone <zone>', 'IANA name', timezoneArgument)
    .action(
      async (
        id: string,
        options: { name?: string; domain?: string; timezone?: string },
        command: Command,
      ) => {
        const context = contextOf(command);
        const updated = await withMetadata(context, (metadata) => metadata.projects.update(id, options));
        if (!updated) throw new CommandError(`there is no project ${id}`);
        context.output.result(shown(updated), [`project  ${updated.id}  ${updated.name}`]);
      },
    );
}

/** Without the salt of imports, which makes device ids and is nobody's business. */
function shown({ settings: { importSalt: _salt, ...settings }, ...project }: Project) {
  return { ...project, settings };
}
