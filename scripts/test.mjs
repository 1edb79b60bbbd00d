// Runs the tests: installs what they need (packages; Redis, MariaDB and Chromium where they are missing), builds, tests.
// `--long` runs the rest, which takes longer: every fault, more seeds, imports, packed packages. Paths run these files alone.
import { checkNode, ensureBuilt, ensureInstalled, root, run } from './workspace.mjs';

const args = process.argv.slice(2);
const projects = args.includes('--long') ? ['long', 'long-browsers'] : ['units', 'services', 'browsers'];
const others = args.filter((arg) => arg !== '--long');
const namesFiles = others.some((arg) => !arg.startsWith('-'));

checkNode();
ensureInstalled();
ensureBuilt();
run(process.execPath, ['packages/test-services/dist/install.js']);
run(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    ...(namesFiles ? [] : projects.map((name) => `--project=${name}`)),
    ...others,
  ],
  // Tests copy what was built above, and build nothing again.
  { cwd: root, env: { ...process.env, TEST_BUILT: 'yes' } },
);
