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

function isRecord(value: unknown): value is SavedQuery {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
