/** The list with one of its members at another's place; what stood there moves aside. */
export function moved<Item extends { readonly id: string }>(
  items: readonly Item[],
  id: string,
  place: number,
): readonly Item[] {
  const item = items.find((one) => one.id === id);
  if (!item || place < 0 || place >= items.length) return items;
  const rest = items.filter((one) => one !== item);
  return [...rest.slice(0, place), item, ...rest.slice(place)];
}
