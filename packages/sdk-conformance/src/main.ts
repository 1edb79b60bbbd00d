import { allScenarios, createSubject } from './run-scenario.ts';

/** Holds one client to every scenario: `pnpm conformance -- python3 examples/python/conformance.py`. */
const command = process.argv.slice(2).filter((word) => word !== '--');
if (command.length === 0) {
  process.stderr.write('Usage: conformance -- <command that starts a driver>\n');
  process.exit(2);
}

// Where the command was typed, not where pnpm runs this file.
const subject = createSubject(command, process.env.INIT_CWD ?? process.cwd());
const { client, version, can } = await subject.introduce();
process.stdout.write(`${client} ${version}, can ${can.join(', ') || 'nothing optional'}\n`);
for (const scenario of allScenarios) {
  const outcome = await subject.run(scenario);
  const mark = { passed: '✓', failed: '✗', 'not applicable': '–' }[outcome.kind];
  process.stdout.write(`${mark} ${scenario.name}\n`);
  if (outcome.kind !== 'failed') continue;
  process.exitCode = 1;
  for (const problem of outcome.problems) process.stdout.write(`    ${problem}\n`);
}
await subject.close();
