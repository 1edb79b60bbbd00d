#!/usr/bin/env bash
# One expects: a condition on groups says which groups are shown, and none of what is in them; with GLOBAL IN the subquery is asked once
# and its answer sent to every server. So HAVING with a subquery that holds all keys changes nothing.
# Seen in ClickHouse 26.7.2.1 (from npm: chDB 3.4.0), two servers, Distributed tables, and all of them asked over the network
# (prefer_localhost_replica = 0, or a server that holds no rows): of a UNION ALL of two tables, grouped, the rows of one table vanish, and the counts
# are half of what they are. The condition is written into what is sent to the servers, and for the second table the set is empty there. There
# is no error. Output seen:
#   without HAVING: 10 keys, 20 rows
#   with HAVING key GLOBAL IN (all keys): 10 keys, 10 rows
#   with allow_push_predicate_ast_for_distributed_subqueries = 0: 10 keys, 20 rows
# Source: ClickHouse's reference, the setting allow_push_predicate_ast_for_distributed_subqueries (pull request 74085, on by default);
# its issues 113445 and 120979 are other ways in which it loses rows.
set -euo pipefail
folder=$(mktemp -d)
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund chdb@3.4.0 >/dev/null
library=$(find node_modules -name libchdb.so | head -1)
# Only a program of its own may open the engine's ports.
cat > server.c <<'C'
#include <unistd.h>
void *chdb_query_cmdline(int argc, char **argv);
int main(int argc, char **argv) { chdb_query_cmdline(argc, argv); _exit(0); }
C
cc server.c "$PWD/$library" -Wl,-rpath,"$PWD/$(dirname "$library")" -o server
free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'; }
tcp=("$(free_port)" "$(free_port)")
http=("$(free_port)" "$(free_port)")
shard() { echo "<shard><replica><host>127.0.0.1</host><port>$1</port></replica></shard>"; }
for node in 0 1; do
  echo "<clickhouse><tcp_port>${tcp[$node]}</tcp_port><http_port>${http[$node]}</http_port><listen_host>127.0.0.1</listen_host>
<remote_servers><two>$(shard "${tcp[0]}")$(shard "${tcp[1]}")</two></remote_servers></clickhouse>" > "config$node.xml"
  ./server --path="data$node" --config-file="config$node.xml" \
    '--query=SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP; SELECT sleepEachRow(1) FROM numbers(600) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 60000000' >/dev/null 2>&1 &
  pids+=("$!")
done
ask() { curl -sS --fail-with-body "http://127.0.0.1:${http[$1]}" --data-binary "$2"; }
for node in 0 1; do
  for _ in $(seq 300); do ask "$node" 'SELECT 1' >/dev/null 2>&1 && break; sleep 0.2; done
  ask "$node" 'CREATE DATABASE d'
  for table in stored received; do
    ask "$node" "CREATE TABLE d.${table}_local (key UInt64) ENGINE = MergeTree ORDER BY key"
    ask "$node" "CREATE TABLE d.$table AS d.${table}_local ENGINE = Distributed('two', 'd', '${table}_local', key)"
    # Ten keys in each table, five on each server.
    ask "$node" "INSERT INTO d.${table}_local SELECT number * 2 + $node FROM numbers(5)"
  done
done
grouped='SELECT key, count() AS n FROM (SELECT key FROM d.stored UNION ALL SELECT key FROM d.received) GROUP BY key'
count() { ask 0 "SELECT concat(toString(count()), ' keys, ', toString(sum(n)), ' rows') FROM ($1) SETTINGS prefer_localhost_replica = 0$2"; }
all=$(count "$grouped" '')
having="$grouped HAVING key GLOBAL IN (SELECT key FROM d.received)"
lost=$(count "$having" '')
whole=$(count "$having" ', allow_push_predicate_ast_for_distributed_subqueries = 0')
echo "without HAVING: $all"
echo "with HAVING key GLOBAL IN (all keys): $lost"
echo "with allow_push_predicate_ast_for_distributed_subqueries = 0: $whole"
[ "$all" = '10 keys, 20 rows' ] && [ "$lost" = '10 keys, 10 rows' ] && [ "$whole" = "$all" ]
