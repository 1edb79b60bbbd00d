#!/usr/bin/env bash
# One expects: `WHERE column IN (SELECT …)` on a column that is in no index costs what it costs to build the set and to look
# up each row in it, so that a setting about indexes changes nothing.
# Seen in ClickHouse 26.7.2.1 (chdb 3.4.0 from npm): the statement takes several times as long as with
# use_index_for_in_with_subqueries = 0, where the set has 200,000 values. Output seen (CPU of the least of five runs each):
#   version 26.7.2.1; CPU, ms: by default 228, without 65, limited 61
# Source: the setting's page in ClickHouse's reference (Core settings, use_index_for_in_with_subqueries and …_max_values).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund chdb@3.4.0 >/dev/null
cat > measure.mjs <<'JS'
import { Session } from 'chdb';

const session = new Session('./data');
const run = (statement) => session.query(statement, 'TSV');
run('CREATE DATABASE d');
run(`CREATE TABLE d.visits (project String, slot DateTime, visit UInt64) ENGINE = MergeTree ORDER BY (project, slot)`);
run(`INSERT INTO d.visits SELECT 'p', toDateTime(1700000000 + number), cityHash64(number) FROM numbers(2000000)`);
run('OPTIMIZE TABLE d.visits FINAL');
const statement = `SELECT count() FROM d.visits WHERE project = 'p' AND slot >= '2020-01-01 00:00:00'
  AND visit IN (SELECT cityHash64(number * 10) FROM numbers(200000))`;
const least = (settings) =>
  Math.min(...Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    run(`${statement} ${settings}`);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  }));
const byDefault = least('');
const without = least('SETTINGS use_index_for_in_with_subqueries = 0');
const limited = least('SETTINGS use_index_for_in_with_subqueries_max_values = 1000');
console.log(`version ${run('SELECT version()').trim()}; CPU, ms: by default ${Math.round(byDefault)}, without ${Math.round(without)}, limited ${Math.round(limited)}`);
session.cleanup();
process.exit(byDefault > 2 * without ? 0 : 1);
JS
node measure.mjs
