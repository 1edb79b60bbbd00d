#!/bin/sh
# Expected: the npm package of GameAnalytics, whose `main` is called GameAnalytics.node.js, can be imported in Node, and its
# browser file in a module.
# Seen with gameanalytics 4.4.7: `main` reads `navigator.platform` while it loads, which Node 20 has not; the browser's file puts
# its classes on `this`, which is undefined in a module. Only dist/GameAnalytics.construct.js, meant for another engine, puts
# them on globalThis and loads as a module of a page; there is no option for the address of the server.
# Source: the package's own files. Fails where this changes.
set -eu
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund gameanalytics@4.4.7 >/dev/null
cat >look.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';

const require = createRequire(import.meta.url);
const problemOf = (run) => {
  try {
    run();
    return 'none';
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};
// As in a Node that has no navigator, whichever runs this.
delete globalThis.navigator;
const inNode = problemOf(() => require('gameanalytics'));
const file = (name) => readFileSync(require.resolve(`gameanalytics/dist/${name}`), 'utf8');
const page = () => {
  const self = { navigator: { platform: 'x', userAgent: 'x', appVersion: 'x', vendor: 'x' }, document: {}, console, setTimeout };
  self.window = { addEventListener() {}, localStorage: undefined, GameAnalytics: undefined };
  return self;
};
// A module's `this` is undefined.
const inModule = problemOf(() => runInNewContext(`'use strict'; (function () { ${file('GameAnalytics.js')} }).call(undefined)`, page()));
const construct = page();
const withGlobal = problemOf(() => runInNewContext(`'use strict'; (function () { ${file('GameAnalytics.construct.js')} }).call(undefined)`, construct));
console.log(`require('gameanalytics'): ${inNode}\nGameAnalytics.js in a module: ${inModule}`);
console.log(`GameAnalytics.construct.js in a module: ${withGlobal}, ${typeof construct.gameanalytics}`);
const isSeen = inNode.includes('navigator is not defined') && inModule.startsWith('TypeError') && typeof construct.gameanalytics === 'object';
process.exit(isSeen ? 0 : 1);
JS
node look.mjs
