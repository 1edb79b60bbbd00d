import type { ParameterProblem } from '@gatrix/analytics-protocol/insights';

/** What was asked cannot be answered as asked; says which parameter and why. */
export class InvalidParametersError extends Error {
  readonly problems: readonly ParameterProblem[];

  constructor(problems: readonly ParameterProblem[]) {
    super(problems.map(({ field, message }) => `${field} ${message}`).join('; '));
    this.name = 'InvalidParametersError';
    this.problems = problems;
  }
}

export type LimitKind = 'time' | 'memory' | 'rows';

/** A query was stopped because it passed one of its limits. */
export class QueryLimitError extends Error {
  readonly limit: LimitKind;

  constructor(limit: LimitKind, message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'QueryLimitError';
    this.limit = limit;
  }
}

/** What was asked for by its id is not there. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
}
