import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** The part of the address that belongs to one report, beside range and filters. */
export function useSearchState() {
  const [search, setSearch] = useSearchParams();
  const change = useCallback(
    (patch: Readonly<Record<string, string | readonly string[] | undefined>>) =>
      setSearch(
        () => {
          const next = searchNow();
          for (const [key, value] of Object.entries(patch)) {
            next.delete(key);
            const values = value === undefined ? [] : typeof value === 'string' ? [value] : value;
            for (const entry of values) next.append(key, entry);
          }
          return next;
        },
        { replace: true },
      ),
    [setSearch],
  );
  return { search, change };
}

/**
 * The search as the address has it. What the router hands out is as old as the last drawing, so that the second of two
 * quick changes would undo the first.
 */
export function searchNow(): URLSearchParams {
  return new URLSearchParams(window.location.search);
}

/** The value of a parameter that is one of these, else the first of them. */
export function oneOf<Value extends string>(
  search: URLSearchParams,
  key: string,
  values: readonly [Value, ...Value[]],
): Value {
  return values.find((known) => known === search.get(key)) ?? values[0];
}
