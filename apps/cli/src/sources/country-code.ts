/** The code of a country that an export names by its code, in either case, or by its English name. */
export function countryCode(country: string | undefined): string | undefined {
  codes ??= codesByName();
  if (country === undefined) return undefined;
  const code = country.toUpperCase();
  return codes.get(country) ?? (/^[A-Z]{2}$/.test(code) ? code : undefined);
}

let codes: ReadonlyMap<string, string> | undefined;

function codesByName(): Map<string, string> {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  const all = letters.flatMap((first) => letters.map((second) => first + second));
  return new Map(all.flatMap((code) => (names.of(code) ? [[names.of(code) ?? '', code]] : [])));
}
