#!/usr/bin/env bash
# One expects: WITH FILL STEP toIntervalDay(1) puts a row of zeros where a day has none. Days that all have rows stay as they are.
# Seen in ClickHouse 26.7.2.1 (chdb 3.4.0 from npm): behind a day that has no midnight, as in Chile and Egypt each year, the rows put in lie an
# hour before midnight. They are not the days that the groups have, so both are there: three days of data are five rows, and a
# chart of them shows each day beside a day with nothing. In New York, whose clock jumps at two, all is right. Output seen:
#   America/New_York: 2026-03-07 00:00 1, 2026-03-08 00:00 1, 2026-03-09 00:00 1
#   America/Santiago: 2026-09-05 00:00 1, 2026-09-05 23:00 0, 2026-09-06 01:00 1, 2026-09-06 23:00 0, 2026-09-07 00:00 1
#   half past midnight in Santiago and a day: 2026-09-05 23:30
# The cause is the last line: a time that the clock leaves out becomes an hour earlier, where JavaScript and Java take an hour later. Grouped and filled
# by toDate(time, zone) it is right. Source: ClickHouse's reference, ORDER BY, WITH FILL, and addDays; the IANA time zone database.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund chdb@3.4.0 >/dev/null
cat > fill.mjs <<'JS'
import { query } from 'chdb';

const daysOf = (zone, firstDay) =>
  query(
    `SELECT formatDateTime(day, '%Y-%m-%d %H:%i'), events FROM (
       SELECT toStartOfDay(toDateTime('${firstDay} 16:00:00', 'UTC') + number * 86400, '${zone}') AS day, count() AS events
       FROM numbers(3) GROUP BY day ORDER BY day WITH FILL STEP toIntervalDay(1)
     )`,
    'TSV',
  ).trim().split('\n').map((row) => row.replace('\t', ' ')).join(', ');
const seen = [
  `America/New_York: ${daysOf('America/New_York', '2026-03-07')}`,
  `America/Santiago: ${daysOf('America/Santiago', '2026-09-05')}`,
  `half past midnight in Santiago and a day: ${query("SELECT formatDateTime(addDays(toDateTime('2026-09-05 00:30:00', 'America/Santiago'), 1), '%Y-%m-%d %H:%i')", 'TSV').trim()}`,
];
const expected = [
  'America/New_York: 2026-03-07 00:00 1, 2026-03-08 00:00 1, 2026-03-09 00:00 1',
  'America/Santiago: 2026-09-05 00:00 1, 2026-09-05 23:00 0, 2026-09-06 01:00 1, 2026-09-06 23:00 0, 2026-09-07 00:00 1',
  'half past midnight in Santiago and a day: 2026-09-05 23:30',
];
console.log(seen.join('\n'));
process.exit(seen.join() === expected.join() ? 0 : 1);
JS
node fill.mjs
