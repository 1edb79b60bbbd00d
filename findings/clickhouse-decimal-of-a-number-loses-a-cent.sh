#!/usr/bin/env bash
# One expects: toDecimal64(8.2, 2) is 8.20. Prices have two digits, and to make decimals of them is how one keeps money exact.
# Seen in ClickHouse 26.7.2.1 (chdb 3.4.0 from npm): a number is multiplied in binary and cut off, not rounded, so that 8.2 is 8.19 and 100 sales
# for it are a unit short. CAST does the same, and so does taking a price out of JSON by JSONExtractFloat; the text '8.2' and JSONExtract with a
# decimal type are exact. Output seen:
#   number 8.19, CAST 8.19, JSONExtractFloat 8.19; text 8.2, JSONExtract 8.2; 100 sales 819
#   a cent too little: 573 of the 10,000 prices up to 100.00
# Source: ClickHouse's reference, toDecimal64, by which digits beyond the scale are dropped and not rounded: 8.2 has none.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund chdb@3.4.0 >/dev/null
cat > cent.mjs <<'JS'
import { query } from 'chdb';

const row = (statement) => query(statement, 'TSV').trim().split('\t');
const json = `'{"price":8.2}', 'price'`;
const [number, cast, float, text, decimal, sales] = row(
  `SELECT toDecimal64(8.2, 2), CAST(8.2, 'Decimal(18, 2)'), toDecimal64(JSONExtractFloat(${json}), 2), toDecimal64('8.2', 2),
     JSONExtract(${json}, 'Decimal(18, 2)'), (SELECT sum(toDecimal64(8.2, 2)) FROM numbers(100))`,
);
const [short] = row('SELECT countIf(toDecimal64(number / 100, 2) * 100 < number) FROM numbers(1, 10000)');
const seen = [
  `number ${number}, CAST ${cast}, JSONExtractFloat ${float}; text ${text}, JSONExtract ${decimal}; 100 sales ${sales}`,
  `a cent too little: ${short} of the 10,000 prices up to 100.00`,
];
console.log(seen.join('\n'));
process.exit(
  seen[0] === 'number 8.19, CAST 8.19, JSONExtractFloat 8.19; text 8.2, JSONExtract 8.2; 100 sales 819' && Number(short) > 0 ? 0 : 1,
);
JS
node cent.mjs
