import { z } from 'zod';

/** Lists and objects come as JSON text where the query string carries them. */
export function fromText<T extends z.ZodType>(
  schema: T,
  fallback: (text: string) => unknown = (text) => text,
): z.ZodType<z.output<T>, z.input<T> | string> {
  const parsed = z.preprocess((value) => {
    if (typeof value !== 'string') return value;
    if (!/^\s*[[{]/.test(value)) return fallback(value);
    try {
      return JSON.parse(value);
    } catch {
      return value;
    }
  }, schema);
  return parsed as unknown as z.ZodType<z.output<T>, z.input<T> | string>;
}
