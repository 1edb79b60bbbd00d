export const restName = '(other)';

/** The row behind the values shown: of what all others are together, where there are any. */
export function withRest<Shown extends { readonly name: string }, Item>(
  shown: readonly Shown[],
  others: readonly Item[],
  resultOf: (others: readonly Item[]) => Omit<Shown, 'name'>,
): (Omit<Shown, 'name'> & { readonly name: string; readonly rest?: true })[] {
  if (others.length === 0) return [...shown];
  return [...shown, { name: restName, rest: true as const, ...resultOf(others) }];
}
