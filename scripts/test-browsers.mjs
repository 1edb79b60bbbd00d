// Runs the guarantees of the browser SDK in Firefox ESR and WebKitGTK, which it installs where they are missing (Debian).
// With names, only those: pnpm test:browsers firefox
import { spawnSync } from 'node:child_process';
import { checkNode, ensureBuilt, ensureInstalled, root, run } from './workspace.mjs';

checkNode();
ensureInstalled();
ensureBuilt();
run(process.execPath, ['packages/test-services/dist/install.js', '--browsers']);
const named = process.argv.slice(2);
const files = [
  'leaving',
  'retrying',
  'answers',
  'hostile',
  'identity',
  'page-views',
  'environments',
  'script',
];
const tests = files.map((name) => `packages/sdk-web/test/${name}.test.ts`);
let failed = false;
for (const browser of named.length > 0 ? named : ['firefox', 'webkit']) {
  console.log(`\n${browser}`);
  // One after another: these engines share two cores less willingly than Chromium does.
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=verbose',
    '--no-file-parallelism',
    ...tests,
  ];
  const env = { ...process.env, SDK_BROWSER: browser };
  failed = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env }).status !== 0 || failed;
}
process.exitCode = failed ? 1 : 0;
