import { countryNames, fold as foldName } from './country-names.ts';

/** A value that events have, and how the reader calls it. */
export interface NamedValue {
  readonly value: string;
  readonly label: string;
}

/**
 * The value that somebody means who typed a text: in any case, by its label, and a country by any name it goes by in a language of the page.
 * Undefined where no event has such a value.
 */
export function knownValue(field: string, typed: string, values: readonly NamedValue[]): string | undefined {
  const exact = values.find(({ value }) => value === typed);
  if (exact) return exact.value;
  const folded = fold(typed);
  const match = values.find(({ value, label }) => fold(value) === folded || fold(label) === folded);
  if (match || !isCountry(field)) return match?.value;
  const name = foldName(typed);
  return values.find(({ value }) => countryNames(value).includes(name))?.value;
}

function isCountry(field: string): boolean {
  return /^((session|first)\.)?country$/.test(field);
}

function fold(text: string): string {
  return text.trim().toLowerCase().normalize('NFC');
}
