import type { ClientType } from '@gatrix/analytics-metadata';
import { type Command, Option } from 'commander';
import { CommandError, contextOf, withMetadata } from '../command-context.ts';
import { table } from '../output.ts';

const shownOnce = 'The secret is not stored and cannot be shown again.';

/** `client create|list|rotate|revoke` */
export function registerClient(program: Command): void {
  const client = program.command('client').description('clients: who may write and read');

  client
    .command('create')
    .description('create a client; its secret is shown once')
    .requiredOption('--project <id>')
    .requiredOption('--name <name>')
    .addOption(new Option('--type <type>').choices(['write', 'read', 'root']).default('write'))
    .option('--cors <origins>', 'origins or hosts that may send without a secret, between commas', '')
    .action(
      async (
        options: { project: string; name: string; type: ClientType; cors: string },
        command: Command,
      ) => {
        const context = contextOf(command);
        const cors = options.cors
          .split(',')
          .map((entry) => entry.trim())
          .filter((entry) => entry !== '');
        const { project: projectId, name, type } = options;
        await withMetadata(context, async (metadata) => {
          if (!(await metadata.projects.get(projectId)))
            throw new CommandError(`there is no project ${projectId}`);
          const created = await metadata.clients.create({ projectId, name, type, cors });
          const result = { ...created.client, secret: created.secret };
          context.output.result(result, [
            `client   ${result.id}  (${type})`,
            `secret   ${result.secret}`,
            shownOnce,
          ]);
        });
      },
    );

  client
    .command('list')
    .description("list a project's clients")
    .requiredOption('--project <id>')
    .action(async (options: { project: string }, command: Command) => {
      const context = contextOf(command);
      const clients = await withMetadata(context, (metadata) =>
        metadata.clients.listByProject(options.project),
      );
      const rows = clients.map(({ id, name, type, cors, revokedAt }) => [
        id,
        name,
        type,
        cors.join(','),
        revokedAt === null ? '' : 'revoked',
      ]);
      context.output.result(clients, table(['ID', 'NAME', 'TYPE', 'CORS', ''], rows));
    });

  client
    .command('rotate <id>')
    .description('give a client a new secret; the old one ends within 10 seconds')
    .action(async (id: string, _options, command: Command) => {
      const context = contextOf(command);
      const secret = await withMetadata(context, (metadata) => metadata.clients.rotateSecret(id));
      if (secret === undefined) throw new CommandError(`there is no client ${id}`);
      context.output.result({ id, secret }, [`secret   ${secret}`, shownOnce]);
    });

  client
    .command('revoke <id>')
    .description('end a client for good, within 10 seconds')
    .action(async (id: string, _options, command: Command) => {
      const context = contextOf(command);
      const revoked = await withMetadata(context, (metadata) => metadata.clients.revoke(id));
      if (!revoked) throw new CommandError(`there is no client ${id}`);
      context.output.result(revoked, [`client ${id} is revoked`]);
    });
}
