import type { ParameterProblem } from '@gatrix/analytics-protocol/insights';

/** The one table from error code to HTTP status. */
export const statusOf = {
  invalid_json: 400,
  invalid_parameters: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  in_use: 409,
  body_too_large: 413,
  unsupported_media_type: 415,
  query_limit: 422,
  too_many_requests: 429,
  client_gone: 499,
  internal: 500,
  unavailable: 503,
} as const;

export type InsightsErrorCode = keyof typeof statusOf;

/** An answer that is not a success; the error plugin gives it its form. */
export class InsightsError extends Error {
  override readonly name = 'InsightsError';
  readonly code: InsightsErrorCode;
  readonly details: readonly ParameterProblem[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: InsightsErrorCode,
    message: string,
    details: readonly ParameterProblem[] = [],
    cause?: unknown,
    retryAfterSeconds?: number,
  ) {
    super(message, { cause });
    this.code = code;
    this.details = details;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
