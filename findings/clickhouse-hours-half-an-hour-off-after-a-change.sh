#!/usr/bin/env bash
# One expects: toStartOfHour and toStartOfInterval(…, INTERVAL 1 HOUR) with a zone begin where the zone's clock shows a full hour. They do in
# zones of half and quarter hours, such as Kolkata and Kathmandu.
# Seen in ClickHouse 26.7.2.1 (chdb 3.4.0 from npm): where the clock itself is changed by half an hour, as on Lord Howe Island, all hours of that
# day after the change begin at half past. Hours are counted in seconds from the day's midnight. Output seen:
#   Asia/Kolkata 2026-10-04 12:15: toStartOfHour 12:00, toStartOfInterval 12:00
#   Australia/Lord_Howe 2026-10-04 12:15: toStartOfHour 11:30, toStartOfInterval 11:30
#   Australia/Lord_Howe 2026-10-05 12:15: toStartOfHour 12:00, toStartOfInterval 12:00
# So hours of that day that are grouped by it match no hours that a program counts itself. Source: ClickHouse's reference, toStartOfHour; its issue 119969;
# the IANA time zone database, Australia/Lord_Howe.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund chdb@3.4.0 >/dev/null
cat > hours.mjs <<'JS'
import { query } from 'chdb';

const hourOf = (zone, day) => {
  const time = `toDateTime('${day} 12:15:00', '${zone}')`;
  const [hour, interval] = query(
    `SELECT formatDateTime(toStartOfHour(${time}), '%H:%i'), formatDateTime(toStartOfInterval(${time}, INTERVAL 1 HOUR), '%H:%i')`,
    'TSV',
  ).trim().split('\t');
  return `${zone} ${day} 12:15: toStartOfHour ${hour}, toStartOfInterval ${interval}`;
};
const seen = [hourOf('Asia/Kolkata', '2026-10-04'), hourOf('Australia/Lord_Howe', '2026-10-04'), hourOf('Australia/Lord_Howe', '2026-10-05')];
console.log(seen.join('\n'));
const hours = seen.map((line) => line.slice(line.indexOf(': ') + 2));
const right = 'toStartOfHour 12:00, toStartOfInterval 12:00';
process.exit(hours.join() === [right, 'toStartOfHour 11:30, toStartOfInterval 11:30', right].join() ? 0 : 1);
JS
node hours.mjs
