/** The codes of ISO 4217 that money is paid in, and those withdrawn since 2010, which imports bring. */
const codes = new Set(
  `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BYR BZD CAD CDF
  CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EEK EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
  GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR
  LRD LSL LTL LVL LYD MAD MDL MGA MKD MMK MNT MOP MRO MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB
  PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STD STN SVC SYP SZL THB
  TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VEF VES VND VUV WST XAF XCD XCG XDR XOF XPF YER
  ZAR ZMK ZMW ZWG ZWL`.split(/\s+/),
);

/** A currency's code in upper case; undefined where ISO 4217 has no such code. */
export function currencyCode(sent: unknown): string | undefined {
  if (typeof sent !== 'string') return undefined;
  const code = sent.trim().toUpperCase();
  return codes.has(code) ? code : undefined;
}

/** Why a currency beside an amount is none, or undefined. Nothing, null and '' are the project's own currency. */
export function currencyProblem(sent: unknown): string | undefined {
  if (sent === undefined || sent === null || sent === '') return undefined;
  return currencyCode(sent) === undefined ? 'must be a currency code of ISO 4217, such as "USD"' : undefined;
}
