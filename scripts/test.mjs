// Runs all tests: installs what they need (packages; Redis, MariaDB and Chromium where they are missing), builds, tests.
import { checkNode, ensureBuilt, ensureInstalled, root, run } from './workspace.mjs';

checkNode();
ensureInstalled();
ensureBuilt();
run(process.execPath, ['packages/test-services/dist/install.js']);
run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)], { cwd: root });
