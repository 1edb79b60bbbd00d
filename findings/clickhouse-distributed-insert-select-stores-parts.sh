#!/usr/bin/env bash
# One expects: INSERT INTO a table SELECT key, count() … GROUP BY key stores what the same SELECT answers; where tables are
# spread over servers makes a query slower or quicker, and no other.
# Seen in ClickHouse 26.7.2.1 (from npm: chDB 3.4.0), two servers with default settings and Distributed tables in front of a
# table on each: the SELECT answers 0, 1 and 2 with 10 each. The INSERT of it stores six rows, each key twice with 5: every
# server ran the whole SELECT over its own rows, and stored what came out. There is no error. Output seen:
#   selected: 0=10 1=10 2=10
#   stored:   0=5 0=5 1=5 1=5 2=5 2=5
#   with parallel_distributed_insert_select = 0: 0=10 1=10 2=10
# In 24.12 that setting is 0 by default; it became 2 (SettingsChangesHistory.cpp: "Enable parallel distributed insert select by
# default"), so that an upgrade changes what is stored. Documented for the setting as "SELECT and
# INSERT will be executed on each shard", which does not say that groups are no longer those of the whole table:
# https://clickhouse.com/docs/operations/settings/settings#parallel_distributed_insert_select
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
  for table in events sums; do
    ask "$node" "CREATE TABLE d.${table}_local (key UInt32, n UInt64) ENGINE = MergeTree ORDER BY key"
    ask "$node" "CREATE TABLE d.$table AS d.${table}_local ENGINE = Distributed('two', 'd', '${table}_local', cityHash64(n))"
  done
  # Ten rows of each key, five on each server.
  ask "$node" "INSERT INTO d.events_local SELECT number % 3, number FROM numbers(15)"
done
line='SELECT arrayStringConcat(arraySort(groupArray(concat(toString(key), $$=$$, toString(n)))), $$ $$) FROM'
sums='SELECT key, count() AS n FROM d.events GROUP BY key'
selected=$(ask 0 "$line ($sums)")
ask 0 "INSERT INTO d.sums SETTINGS distributed_foreground_insert = 1 $sums"
stored=$(ask 0 "$line d.sums")
for node in 0 1; do ask "$node" 'TRUNCATE TABLE d.sums_local'; done
ask 0 "INSERT INTO d.sums SETTINGS distributed_foreground_insert = 1, parallel_distributed_insert_select = 0 $sums"
whole=$(ask 0 "$line d.sums")
echo "selected: $selected"
echo "stored:   $stored"
echo "with parallel_distributed_insert_select = 0: $whole"
[ "$selected" = '0=10 1=10 2=10' ] && [ "$stored" = '0=5 0=5 1=5 1=5 2=5 2=5' ] && [ "$whole" = "$selected" ]
