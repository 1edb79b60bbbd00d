#!/usr/bin/env bash
# One expects: a library that is given a complete INSERT statement, rows included, stores these rows and nothing else; the
# standard input of the process that has loaded it is that process's own.
# Seen in chDB 3.4.0 from npm (ClickHouse 26.7.2.1), in a program whose input is a pipe with a line of JSON in it: an insert of
# three rows from a file in JSONEachRow stores four. The line was taken for one more row; its key is no column, so that
# the row is one of defaults. Output seen:
#   stored: [[0],[1],[2],[3]]
# So a service that embeds the engine has to be started without an input. Source: ClickHouse's client sends what waits on
# its input after the data of an INSERT (ClientBase.cpp, sendData), which is documented for clickhouse-client
# (https://clickhouse.com/docs/interfaces/cli, "insert data through stdin"); chDB runs that client inside the process.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund chdb@3.4.0 >/dev/null
printf '{"a":1}\n{"a":2}\n{"a":3}\n' > rows.jsonl
cat > insert.mjs <<'JS'
import { setTimeout as delay } from 'node:timers/promises';
import { Session } from 'chdb';

const session = new Session('./data');
session.query('CREATE DATABASE d');
session.query('CREATE TABLE d.t (a UInt64) ENGINE = MergeTree ORDER BY a');
// The line is there before the insert begins.
await delay(500);
session.query(`INSERT INTO d.t FROM INFILE 'rows.jsonl' COMPRESSION 'none' FORMAT JSONEachRow`);
const stored = JSON.stringify(session.query('SELECT a FROM d.t ORDER BY a', 'JSONCompactEachRow').trim().split('\n').map((line) => JSON.parse(line.replaceAll('"', ''))));
console.log('stored:', stored);
session.cleanup();
process.exit(stored === '[[0],[1],[2],[3]]' ? 0 : 1);
JS
{ echo '{"greeting":"hello"}'; sleep 3; } | node insert.mjs
