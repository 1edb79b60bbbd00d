import { InvalidParametersError, NotFoundError, QueryLimitError } from '@gatrix/analytics-reports';

const kinds = [InvalidParametersError, NotFoundError, QueryLimitError];

/** Whether what was asked cannot be answered, unlike a database that is away. */
export function isOfQuestion(error: unknown): error is Error {
  return kinds.some((kind) => error instanceof kind);
}
