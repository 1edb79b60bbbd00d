#!/usr/bin/env bash
# One expects: EXPLAIN of a SELECT reads no rows, so that it tells how long planning takes; only EXPLAIN ANALYZE, where there is one, runs
# the statement, as in other databases.
# Seen in ClickHouse 26.7.2.1 (chdb 3.4.0 from npm): EXPLAIN with `key IN (SELECT …)` on a column of the primary key runs the subquery to
# the end, to choose granules by its values; on another column it does not. So the time of EXPLAIN is no measure of planning, and an EXPLAIN
# of a heavy statement is heavy. Output seen:
#   version 26.7.2.1; EXPLAIN, s: in the key 1.5, in another column 0.0; the statement itself 1.5
# Source: the pages on EXPLAIN and on the IN operators in ClickHouse's reference, which say nothing of it; MergeTree's index analysis builds the set.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund chdb@3.4.0 >/dev/null
cat > explain.mjs <<'JS'
import { Session } from 'chdb';

const session = new Session('./data');
const run = (statement) => session.query(statement, 'TSV');
run('CREATE DATABASE d');
run('CREATE TABLE d.visits (visit UInt64, page UInt64) ENGINE = MergeTree ORDER BY visit');
run('INSERT INTO d.visits SELECT number, number FROM numbers(100000)');
const slow = 'SELECT number FROM numbers(5) WHERE sleepEachRow(0.3) = 0';
const seconds = (statement) => {
  const started = performance.now();
  run(statement);
  return (performance.now() - started) / 1000;
};
const inKey = seconds(`EXPLAIN SELECT count() FROM d.visits WHERE visit IN (${slow})`);
const inOther = seconds(`EXPLAIN SELECT count() FROM d.visits WHERE page IN (${slow})`);
const itself = seconds(`SELECT count() FROM d.visits WHERE visit IN (${slow})`);
const shown = [inKey, inOther, itself].map((time) => time.toFixed(1));
console.log(`version ${run('SELECT version()').trim()}; EXPLAIN, s: in the key ${shown[0]}, in another column ${shown[1]}; the statement itself ${shown[2]}`);
session.cleanup();
process.exit(inKey > 1.2 && inOther < 0.5 ? 0 : 1);
JS
node explain.mjs
