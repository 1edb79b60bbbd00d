/** Those that have other than two digits behind the point, of ISO 4217's list one (minor units). */
const digitsByCurrency: Readonly<Record<string, number>> = {
  ...ofAll(0, 'BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...ofAll(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...ofAll(4, 'CLF UYW'),
};

function ofAll(digits: number, codes: string): Record<string, number> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, digits]));
}

/**
 * How many digits an amount of a currency has behind the point, by ISO 4217. `Intl.NumberFormat` does not say it: browsers and
 * Node take what CLDR holds for customary, no digits for HUF, IDR or IQD (Node 20.20, ICU 78.2).
 */
export function currencyDigits(currency: string): number {
  return digitsByCurrency[currency] ?? 2;
}
