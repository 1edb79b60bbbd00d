import { InvalidParametersError } from '../query/errors.ts';
import type { SavedQuery } from './figure.ts';

/**
 * The report's parameters in what was saved: the page keeps them beside its address's search. Throws
 * InvalidParametersError for what an older page saved, which has the search alone.
 */
export function savedQueryOf(saved: { readonly name: string; readonly query: unknown }): SavedQuery {
  const query = isRecord(saved.query) ? saved.query : {};
  const { search, parameters, ...rest } = query;
  if (isRecord(parameters)) return parameters;
  if (search === undefined) return rest;
  const message = `${saved.name} was saved without its parameters: open it and save it again`;
  throw new InvalidParametersError([{ field: 'savedReportId', message }]);
}

/** A saved query whose filters and these must hold, both. */
export function withFilters(query: SavedQuery, filters: unknown): SavedQuery {
  const all = [query.filters, filters].filter((one) => one !== undefined).map(parsed);
  if (all.length === 0) return query;
  return { ...query, filters: all.length === 1 ? all[0] : { and: all } };
}

/** Of a GET that was saved as it was sent. */
function parsed(filter: unknown): unknown {
  if (typeof filter !== 'string') return filter;
  try {
    return JSON.parse(filter);
  } catch {
    return filter;
  }
}

function isRecord(value: unknown): value is SavedQuery {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
