import { locales } from '../../ui/i18n/locale.ts';

/** A value that events have, and how the reader calls it. */
export interface NamedValue {
  readonly value: string;
  readonly label: string;
}

/**
 * The value that somebody means who typed a text: in any case, by its label, and a country by its name in any language of the page.
 * Undefined where no event has such a value.
 */
export function knownValue(field: string, typed: string, values: readonly NamedValue[]): string | undefined {
  const exact = values.find(({ value }) => value === typed);
  if (exact) return exact.value;
  const folded = fold(typed);
  const match = values.find(({ value, label }) => fold(value) === folded || fold(label) === folded);
  if (match || field !== 'country') return match?.value;
  return values.find(({ value }) => countryNames(value).some((name) => fold(name) === folded))?.value;
}

function countryNames(code: string): string[] {
  if (!/^[A-Z]{2}$/.test(code)) return [];
  return locales.flatMap((locale) => new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? []);
}

function fold(text: string): string {
  return text.trim().toLocaleLowerCase().normalize('NFC');
}
