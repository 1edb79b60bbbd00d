// Runs imports in one process, which is a program of its own so that it can be killed: `many-imports.ts together|in-turn <json>`.
import { Command } from 'commander';
import { registerImportAccessLog } from '../src/commands/import-access-log.ts';
import { registerImportEvents } from '../src/commands/import-events.ts';
import { registerImportPlausible } from '../src/commands/import-plausible.ts';
import { registerImportSource } from '../src/commands/import-source.ts';
import { sources } from '../src/sources/sources.ts';

const [how, lists = '[]'] = process.argv.slice(2);
const all: readonly (readonly string[])[] = JSON.parse(lists);

async function run(args: readonly string[]): Promise<void> {
  const program = new Command('gatrix-analytics').option('--json');
  const imports = program.command('import');
  registerImportAccessLog(imports);
  registerImportEvents(imports);
  registerImportPlausible(imports);
  for (const source of sources) registerImportSource(imports, source);
  await program.parseAsync(['--json', 'import', ...args], { from: 'user' });
}

if (how === 'together') await Promise.all(all.map(run));
else for (const args of all) await run(args);
