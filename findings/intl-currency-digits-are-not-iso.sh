#!/usr/bin/env bash
# One expects: Intl.NumberFormat gives an amount the digits that ISO 4217 gives its currency, as ECMA-402 says (CurrencyDigits: the
# minor unit of ISO 4217, else 2), so that 12.50 forint read 12.50.
# Seen in Node 20.20.2 (ICU 78.2): 16 currencies that people pay with have the digits that CLDR holds for customary, which is none, so
# 12.50 forint are "HUF 13", and 12.345 dinar of Iraq, whose minor unit has three digits, "IQD 12". Output seen (Intl/ISO):
#   AFN 0/2 ALL 0/2 COP 0/2 HUF 0/2 IDR 0/2 IQD 0/3 IRR 0/2 KPW 0/2 LAK 0/2 LBP 0/2 MGA 0/2 MMK 0/2 PKR 0/2 SOS 0/2 SYP 0/2 XDR 2/0 XSU 2/0 YER 0/2
#   HUF 13, IQD 12
# Source: ECMA-402, CurrencyDigits; ISO 4217, list one; CLDR, supplemental data, currency fractions.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund currency-codes@2.2.0 >/dev/null
cat > digits.cjs <<'JS'
const { codes, code } = require('currency-codes');

const formatOf = (currency) => new Intl.NumberFormat('en', { style: 'currency', currency });
const differing = codes()
  .map((currency) => [currency, formatOf(currency).resolvedOptions().maximumFractionDigits, code(currency).digits])
  .filter(([currency, intl, iso]) => Intl.supportedValuesOf('currency').includes(currency) && intl !== iso);
console.log(differing.map(([currency, intl, iso]) => `${currency} ${intl}/${iso}`).join(' '));
const [forint, dinar] = [formatOf('HUF').format(12.5), formatOf('IQD').format(12.345)].map((text) => text.replace('\u00a0', ' '));
console.log(`${forint}, ${dinar}`);
process.exit(forint === 'HUF 13' && dinar === 'IQD 12' ? 0 : 1);
JS
node digits.cjs
