#!/usr/bin/env bash
# One expects: a job that BullMQ repeats each day by a cron pattern and a time zone runs each day, also on the day whose clock jumps
# over the job's hour; at the jump's end, as a job of 02:30 in New York does (03:30 that day).
# Seen in bullmq 5.81.5 (with cron-parser 4.9.0): where the jump is over midnight, as in Chile and Egypt, the day has no job at
# all. A daily report is silently one short each year. Output seen:
#   America/New_York 30 2: 2026-03-07T07:30Z 2026-03-08T07:30Z 2026-03-09T06:30Z
#   America/Santiago 0 0: 2026-09-05T04:00Z 2026-09-07T03:00Z 2026-09-08T03:00Z
#   Africa/Cairo 0 0: 2026-04-22T22:00Z 2026-04-24T21:00Z 2026-04-25T21:00Z
# Source: BullMQ's guide, Job Schedulers, Repeat Strategies (`pattern` and `tz` are handed to cron-parser); the IANA time zone database.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund bullmq@5.81.5 cron-parser@4.9.0 >/dev/null
cat > days.cjs <<'JS'
const { getNextMillis } = require('bullmq');

const days = async (pattern, tz, from) => {
  let time = Date.parse(from);
  const runs = [];
  for (let run = 0; run < 3; run += 1) {
    time = await getNextMillis(time, { pattern, tz });
    runs.push(time);
  }
  const texts = runs.map((run) => `${new Date(run).toISOString().slice(0, 16)}Z`);
  console.log(`${tz} ${pattern.slice(0, -6)}: ${texts.join(' ')}`);
  return (runs[2] - runs[0]) / 86_400_000;
};
(async () => {
  const newYork = await days('30 2 * * *', 'America/New_York', '2026-03-06T12:00:00Z');
  const santiago = await days('0 0 * * *', 'America/Santiago', '2026-09-04T12:00:00Z');
  const cairo = await days('0 0 * * *', 'Africa/Cairo', '2026-04-22T12:00:00Z');
  process.exit(newYork < 2.1 && santiago > 2.9 && cairo > 2.9 ? 0 : 1);
})();
JS
node days.cjs
