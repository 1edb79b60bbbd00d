import type { FieldError } from './messages.ts';

/** The codes of ingest's errors; apps/ingest maps each to its status. */
export type IngestErrorCode =
  | 'invalid_request'
  | 'invalid_json'
  | 'invalid_body'
  | 'invalid_message'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'timeout'
  | 'batch_too_large'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'unsupported_type'
  | 'headers_too_large'
  | 'rate_limited'
  | 'internal'
  | 'bad_gateway'
  | 'unavailable';

export interface ErrorAnswer {
  readonly success: false;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details: readonly FieldError[];
  };
}

export interface SingleAnswer {
  readonly success: true;
  readonly id: string;
  readonly deviceId: string;
  readonly sessionId: string;
}

export interface RejectedMessage {
  readonly index: number;
  readonly code: string;
  readonly message: string;
}

export interface BatchAnswer {
  readonly success: true;
  /** What is counted. */
  readonly accepted: number;
  /** What is stored as a robot's. */
  readonly bots: number;
  readonly rejected: readonly RejectedMessage[];
}

export interface BotAnswer {
  readonly success: true;
  readonly bot: { readonly name: string };
}

/** The one form that every error has. */
export function errorAnswer(code: string, message: string, details: readonly FieldError[] = []): ErrorAnswer {
  return { success: false, error: { code, message, details } };
}
