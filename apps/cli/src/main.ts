import { MetadataConstraintError, MetadataUnavailableError } from '@gatrix/analytics-metadata';
import { ConfigError } from '@gatrix/analytics-service-runtime';
import { Command } from 'commander';
import { CommandError } from './command-context.ts';
import { registerAcceptLoss } from './commands/accept-loss.ts';
import { registerAccount } from './commands/account.ts';
import { registerBackup } from './commands/backup.ts';
import { registerClient } from './commands/client.ts';
import { registerDeadLetters } from './commands/dead-letters.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerExport } from './commands/export.ts';
import { registerImportAccessLog } from './commands/import-access-log.ts';
import { registerImportEvents } from './commands/import-events.ts';
import { registerImportPlausible } from './commands/import-plausible.ts';
import { registerImportSource } from './commands/import-source.ts';
import { registerMigrate } from './commands/migrate.ts';
import { registerProject } from './commands/project.ts';
import { registerSeed } from './commands/seed.ts';
import { registerUndoImport } from './commands/undo-import.ts';
import { sources } from './sources/sources.ts';

const program = new Command('gatrix-analytics')
  .description('Gatrix Analytics on the command line')
  .option('--json', 'answer with JSON')
  .showHelpAfterError();

registerMigrate(program);
registerProject(program);
registerClient(program);
registerAccount(program);
const imports = program.command('import').description('import what happened before');
registerImportAccessLog(imports);
registerImportEvents(imports);
for (const source of sources) registerImportSource(imports, source);
registerImportPlausible(imports);
registerUndoImport(imports);
registerExport(program);
registerSeed(program);
registerDeadLetters(program);
registerBackup(program);
registerAcceptLoss(program);
registerDoctor(program);

try {
  await program.parseAsync();
} catch (error) {
  const isExpected =
    error instanceof CommandError ||
    error instanceof ConfigError ||
    error instanceof MetadataConstraintError ||
    error instanceof MetadataUnavailableError;
  const problem = error instanceof Error ? error : new Error(String(error));
  process.stderr.write(
    `${isExpected || process.env.DEBUG === undefined ? `error: ${withCauses(problem)}` : problem.stack}\n`,
  );
  process.exitCode = 1;
}

function withCauses(error: Error): string {
  return error.cause instanceof Error
    ? `${error.message}: ${withCauses(error.cause)}`
    : error.message || error.name;
}
