#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) await import(main.href);
else {
  process.stderr.write('error: nothing is built here yet, and nothing runs: start it with npm start\n');
  process.exitCode = 1;
}
