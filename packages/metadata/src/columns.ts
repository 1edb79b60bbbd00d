export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** UTC milliseconds as the text that both engines store and sort by: `2026-11-01 00:00:00.000`. */
export function instantText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('T', ' ').slice(0, -1);
}

/** The UTC milliseconds of a stored time. */
export function instantOf(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`);
}

/** A JSON column's value; undefined where it is absent or broken, since rows may be written by hand. */
export function jsonOf(text: string | null): JsonValue | undefined {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The strings of a JSON array; empty for anything else. */
export function stringsOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/**
 * Whether a text can be an id. MySQL pads with blanks when it compares, so `id ` would find `id`; and what cannot be
 * an id need not be looked for.
 */
export function isId(text: string): boolean {
  return /^[!-~]{1,36}$/.test(text);
}
