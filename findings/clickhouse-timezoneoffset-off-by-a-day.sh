#!/usr/bin/env bash
# One expects: timeZoneOffset is what the clock on the wall is ahead of UTC, so that adding it to an instant gives the local day, as
# toDate does: +14 hours in Pacific/Kiritimati, +13 in Pacific/Apia.
# Seen in ClickHouse 26.7.2.1 (chdb 3.4.0 from npm): in zones that crossed the date line it is a day less, -10 and -11 hours, while toString and
# toDate of the same value are right; days that are worked out from the offset are a day off there. Output seen:
#   Pacific/Kiritimati 2026-11-02 02:00:00, offset -36000; Pacific/Apia 2026-11-02 01:00:00, offset -39600; Asia/Seoul 2026-11-01 21:00:00, offset 32400
# Source: ClickHouse's reference, functions for dates and times, timeZoneOffset; ClickHouse's issue 115281, mended in a later version.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund chdb@3.4.0 >/dev/null
cat > offset.mjs <<'JS'
import { query } from 'chdb';

const noon = Date.UTC(2026, 10, 1, 12) / 1000;
const rows = ['Pacific/Kiritimati', 'Pacific/Apia', 'Asia/Seoul'].map((zone) => {
  const [clock, offset] = query(`SELECT toString(toDateTime(${noon}, '${zone}')), timeZoneOffset(toDateTime(${noon}, '${zone}'))`, 'TSV').trim().split('\t');
  const actual = (Date.parse(`${clock.replace(' ', 'T')}Z`) / 1000) - noon;
  return { zone, clock, offset: Number(offset), error: Number(offset) - actual };
});
console.log(rows.map(({ zone, clock, offset }) => `${zone} ${clock}, offset ${offset}`).join('; '));
process.exit(rows.map(({ error }) => error).join() === '-86400,-86400,0' ? 0 : 1);
JS
node offset.mjs
