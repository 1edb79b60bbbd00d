#!/usr/bin/env bash
# One expects: windowFunnel needs an event for each step. Somebody who viewed one page has taken one step of "viewed a page, then viewed
# /pricing", also when that page was /pricing, and one step of "viewed a page, then viewed a page".
# Seen in ClickHouse 26.7.2.1 (chdb 3.4.0 from npm): by default one event takes all the steps in a row that it fits, so both funnels convert
# everybody who viewed /pricing once. With 'strict_increase' it is one step, but two real views in the same second are one step,
# too. Output seen:
#   one view of /pricing: default 2 of 2, strict_increase 1 of 2; page, page: default 2 of 2; two views in a second: strict_increase 1 of 2
# Source: ClickHouse's reference, parametric aggregate functions, windowFunnel (modes); ClickHouse's issue 34986.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund chdb@3.4.0 >/dev/null
cat > funnel.mjs <<'JS'
import { query } from 'chdb';

const level = (mode, second, rows) =>
  query(`SELECT windowFunnel(3600${mode})(at, name = 'view', ${second}) FROM values('at UInt32, name String, path String', ${rows})`, 'TSV').trim();
const strict = ", 'strict_increase'";
const pricing = "name = 'view' AND path = '/pricing'";
const oneView = "(100, 'view', '/pricing')";
const twoViews = "(100, 'view', '/'), (100, 'view', '/pricing')";
const seen = [
  level('', pricing, oneView),
  level(strict, pricing, oneView),
  level('', "name = 'view'", oneView),
  level(strict, pricing, twoViews),
];
console.log(`one view of /pricing: default ${seen[0]} of 2, strict_increase ${seen[1]} of 2; page, page: default ${seen[2]} of 2; two views in a second: strict_increase ${seen[3]} of 2`);
process.exit(seen.join() === '2,1,2,1' ? 0 : 1);
JS
node funnel.mjs
