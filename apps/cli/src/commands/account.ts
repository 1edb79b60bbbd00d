import type { Command } from 'commander';
import { CommandError, contextOf, withMetadata } from '../command-context.ts';

/** `account reset-password`: for who forgot theirs. */
export function registerAccount(program: Command): void {
  program
    .command('account')
    .description('accounts of people who sign in with a password')
    .command('reset-password <name>')
    .description('give an account a new password, which ends its sessions')
    .action(async (name: string, _options, command: Command) => {
      const context = contextOf(command);
      const password = await withMetadata(context, ({ accounts }) => accounts.resetPassword(name));
      if (password === undefined) throw new CommandError(`nobody signs in as ${name} with a password`);
      context.output.result({ name, password }, [
        `password ${password}`,
        'It is not stored and cannot be shown again. Change it under Settings, Members after signing in.',
      ]);
    });
}
