#!/usr/bin/env bash
# One expects: FORMAT at the end of an EXPLAIN says how the explanation is written, whatever is explained. It does so for PLAN,
# PIPELINE, SYNTAX, QUERY TREE and ESTIMATE.
# Seen in chDB 3.4.0 from npm (ClickHouse 26.7.2.1): EXPLAIN AST takes the clause for a part of the statement that it explains. The answer
# comes in the format that would have come without it, and the tree has one node more. Output seen:
#   in JSON: PLAN PIPELINE SYNTAX QUERY TREE ESTIMATE
#   not in JSON: AST
#   last line of the tree: " Identifier JSON"
# So `query({ query: 'EXPLAIN AST …', format: 'JSON' })` of @clickhouse/client, which appends the clause, ends in a SyntaxError of JSON.parse over HTTP;
# who reads the tree sends the statement without a format. Source: ParserExplainQuery.cpp gives EXPLAIN AST the parser of whole
# statements, FORMAT and SETTINGS with them, and the other kinds that of SELECT; the manual
# (https://clickhouse.com/docs/sql-reference/statements/explain) gives one syntax for all kinds, `EXPLAIN … [FORMAT …]`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund chdb@3.4.0 >/dev/null
cat > explain.mjs <<'JS'
import { Session } from 'chdb';

const session = new Session('./data');
const kinds = ['AST', 'PLAN', 'PIPELINE', 'SYNTAX', 'QUERY TREE', 'ESTIMATE'];
const answers = kinds.map((kind) => [kind, String(session.query(`EXPLAIN ${kind} SELECT 1 FORMAT JSON`, 'CSV'))]);
session.cleanup();
const isJson = ([, answer]) => answer.startsWith('{');
const namesOf = (some) => some.map(([kind]) => kind).join(' ');
const inJson = namesOf(answers.filter(isJson));
const others = namesOf(answers.filter((answer) => !isJson(answer)));
const last = answers[0][1].trim().split('\n').at(-1);
console.log(`in JSON: ${inJson}\nnot in JSON: ${others}\nlast line of the tree: ${last}`);
process.exit(inJson === 'PLAN PIPELINE SYNTAX QUERY TREE ESTIMATE' && others === 'AST' && last === '" Identifier JSON"' ? 0 : 1);
JS
node explain.mjs
