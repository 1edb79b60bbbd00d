/** Properties nested deeper than this are an attack: writing them as JSON again would overflow the stack. */
export const maxPropertyDepth = 100;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What keeps properties from being stored as they were sent, and where. JSON has numbers that a double has not, such as 1e400. */
export function propertiesProblem(
  properties: Readonly<Record<string, unknown>>,
): { readonly path: readonly string[]; readonly message: string } | undefined {
  if (!isShallow(properties))
    return { path: [], message: `must not be nested deeper than ${maxPropertyDepth} levels` };
  const path = pathOfInfinite(properties);
  return path && { path, message: 'is too large for a number: send it as a string' };
}

function pathOfInfinite(value: object): string[] | undefined {
  for (const key in value) {
    const inner: unknown = (value as Record<string, unknown>)[key];
    if (inner === Number.POSITIVE_INFINITY || inner === Number.NEGATIVE_INFINITY) return [key];
    const rest = typeof inner === 'object' && inner !== null ? pathOfInfinite(inner) : undefined;
    if (rest) return [key, ...rest];
  }
  return undefined;
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
