#!/usr/bin/env bash
# One expects: minSampleSizeConversion and minSampleSizeContinuous, made for the same question and with the same parameter `mde`, mean the same by it:
# 0.1 is a tenth of the baseline in both, or 0.1 on top of it in both.
# Seen in ClickHouse 26.7.2.1 (chdb 3.4.0 from npm): for a conversion it is added to the baseline, for a mean it is a share of it. Who plans a
# test for 10 % more purchases, from a conversion of 10 %, and writes 0.1 plans for a doubled conversion, with a seventieth of the people that it takes. Output seen:
#   conversion 0.1, mde 0.1: 199 people a variant, to see 0 or 0.2
#   conversion 0.1, mde 0.01: 14751 people a variant, to see 0.09 or 0.11
#   mean 10, deviation 3, mde 0.1: 142 people a variant, to see 9 or 11
# Source: ClickHouse's reference, minSampleSizeConversion (mde in percentage points) and minSampleSizeContinuous (mde as a percentage of the baseline).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund chdb@3.4.0 >/dev/null
cat > size.mjs <<'JS'
import { query } from 'chdb';

const size = (call) => {
  const [count, low, high] = query(`SELECT size.1, round(size.2, 4), round(size.3, 4) FROM (SELECT ${call} AS size)`, 'TSV').trim().split('\t');
  return `${Math.ceil(Number(count))} people a variant, to see ${low} or ${high}`;
};
const seen = [
  `conversion 0.1, mde 0.1: ${size('minSampleSizeConversion(0.1, 0.1, 0.8, 0.05)')}`,
  `conversion 0.1, mde 0.01: ${size('minSampleSizeConversion(0.1, 0.01, 0.8, 0.05)')}`,
  `mean 10, deviation 3, mde 0.1: ${size('minSampleSizeContinuous(10, 3, 0.1, 0.8, 0.05)')}`,
];
const expected = [
  'conversion 0.1, mde 0.1: 199 people a variant, to see 0 or 0.2',
  'conversion 0.1, mde 0.01: 14751 people a variant, to see 0.09 or 0.11',
  'mean 10, deviation 3, mde 0.1: 142 people a variant, to see 9 or 11',
];
console.log(seen.join('\n'));
process.exit(seen.join() === expected.join() ? 0 : 1);
JS
node size.mjs
