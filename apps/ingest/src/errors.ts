import type { FieldError, IngestErrorCode } from '@gatrix/analytics-protocol/track';

/** The one table from error code to HTTP status. */
export const statusOf: Readonly<Record<IngestErrorCode, number>> = {
  invalid_request: 400,
  invalid_json: 400,
  invalid_body: 400,
  invalid_message: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  timeout: 408,
  batch_too_large: 413,
  body_too_large: 413,
  unsupported_media_type: 415,
  unsupported_type: 422,
  rate_limited: 429,
  headers_too_large: 431,
  internal: 500,
  bad_gateway: 502,
  unavailable: 503,
};

/** An answer that is not a success; thrown by handlers, turned into the error form by the error plugin. */
export class IngestError extends Error {
  override readonly name = 'IngestError';
  readonly code: IngestErrorCode;
  readonly details: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;
  /** Not for the pages of the origin that asked. */
  readonly isOpaque: boolean;

  constructor(
    code: IngestErrorCode,
    message: string,
    options: {
      readonly details?: readonly FieldError[];
      readonly retryAfterSeconds?: number;
      readonly isOpaque?: boolean;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.isOpaque = options.isOpaque ?? false;
  }
}
