import { z } from 'zod';

/** `true`, `false`, `1` or `0`. */
export function envBoolean(fallback: boolean) {
  return z
    .stringbool({ truthy: ['true', '1'], falsy: ['false', '0'], error: 'must be true, false, 1 or 0' })
    .default(fallback);
}

/** A whole number within bounds (both included). */
export function envInteger(options: { fallback: number; min?: number; max?: number }) {
  const { fallback, min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  const upTo = max === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${max}`;
  const message = `must be a whole number, at least ${min}${upTo}`;
  return z
    .string()
    .refine((text) => /^-?\d+$/.test(text) && Number(text) >= min && Number(text) <= max, message)
    .transform(Number)
    .default(fallback);
}

/** A TCP port. 0 asks the system for a free one, where a server listens. */
export function envPort(fallback: number) {
  return envInteger({ fallback, min: 0, max: 65_535 });
}

/** Values between commas; blanks around them and empty ones are dropped. */
export function envList(fallback: readonly string[]) {
  return z
    .string()
    .transform((text): readonly string[] =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    )
    .default(fallback);
}

/** A URL of one of the schemes; stays a string. */
export function envUrl(...schemes: readonly string[]) {
  return z
    .string()
    .refine((text) => isUrl(text, schemes), `must be a URL that begins with ${names(schemes)}`);
}

/** One or more such URLs, between commas; stays a string. */
export function envUrls(...schemes: readonly string[]) {
  return z
    .string()
    .refine(
      (text) => text.split(',').every((part) => isUrl(part.trim(), schemes)),
      `must be a URL that begins with ${names(schemes)}, or several between commas`,
    );
}

function names(schemes: readonly string[]): string {
  return schemes.map((scheme) => `${scheme}://`).join(' or ');
}

function isUrl(text: string, schemes: readonly string[]): boolean {
  return URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1));
}
