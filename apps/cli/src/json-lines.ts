import { parseJson } from '@gatrix/analytics-protocol/track';

/** The object that a line is, with the digits of its numbers; undefined where it is none. */
export function objectOf(line: string): Record<string, unknown> | undefined {
  try {
    const value = parseJson(line);
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list, without what is none. */
export function objectsIn(list: unknown): Record<string, unknown>[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}
