/** Properties nested deeper than this are an attack: writing them as JSON again would overflow the stack. */
export const maxPropertyDepth = 100;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isShallow(value: unknown, levels = maxPropertyDepth): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  for (const key in value) {
    const inner: unknown = (value as Record<string, unknown>)[key];
    if (typeof inner === 'object' && !isShallow(inner, levels - 1)) return false;
  }
  return true;
}
