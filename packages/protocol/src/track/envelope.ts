import { isObject } from './json-value.ts';
import { type FieldError, instant, maxBatchMessages } from './messages.ts';

/** A request's body taken apart: its messages still unchecked, and what was said about the whole. */
export interface Envelope {
  readonly messages: readonly unknown[];
  readonly isBatch: boolean;
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  /** The sender's clock when it sent, milliseconds. */
  readonly sentAt: number | undefined;
  /** `name@version`. */
  readonly sdk: string | undefined;
}

export type ParsedEnvelope =
  | { readonly ok: true; readonly envelope: Envelope }
  | {
      readonly ok: false;
      readonly code: 'invalid_body' | 'batch_too_large';
      readonly message: string;
      readonly details: readonly FieldError[];
    };

/** Of a request that has no body. */
export const emptyEnvelope: Envelope = {
  messages: [],
  isBatch: false,
  clientId: undefined,
  clientSecret: undefined,
  sentAt: undefined,
  sdk: undefined,
};

/** Takes apart the body of `/track`: one message, an array of them, or `{ clientId?, sentAt?, sdk?, batch }`. */
export function parseEnvelope(body: unknown): ParsedEnvelope {
  if (Array.isArray(body)) return withMessages(body, true, {});
  if (!isObject(body)) return invalid('', 'must be a message, an array of messages, or an object with batch');
  if (!('batch' in body)) return withMessages([body], false, body);
  if (!Array.isArray(body.batch)) return invalid('batch', 'must be an array of messages');
  return withMessages(body.batch, true, body);
}

/** What a bare payload (`/identify` and so on) says about its sender. */
export function parseBareEnvelope(body: unknown): ParsedEnvelope {
  if (!isObject(body)) return invalid('', 'must be an object');
  return withMessages([body], false, body);
}

function withMessages(
  messages: readonly unknown[],
  isBatch: boolean,
  about: Record<string, unknown>,
): ParsedEnvelope {
  if (isBatch && messages.length === 0) return invalid('batch', 'must not be empty');
  if (messages.length > maxBatchMessages) {
    const message = `a batch has at most ${maxBatchMessages} messages`;
    return { ok: false, code: 'batch_too_large', message, details: [{ field: 'batch', message }] };
  }
  for (const field of ['clientId', 'clientSecret']) {
    const value = about[field];
    // Not taken for absent: who names a client must not count as the default one.
    if (value !== undefined && value !== null && typeof value !== 'string')
      return invalid(field, 'must be a string');
  }
  const sentAt = about.sentAt ?? undefined;
  const parsedSentAt = sentAt === undefined ? undefined : instant.safeParse(sentAt);
  if (parsedSentAt?.success === false) return invalid('sentAt', 'is not a date');
  return {
    ok: true,
    envelope: {
      messages,
      isBatch,
      clientId: text(about.clientId),
      clientSecret: text(about.clientSecret),
      sentAt: parsedSentAt?.data,
      sdk: sdkOf(about.sdk),
    },
  };
}

function sdkOf(sdk: unknown): string | undefined {
  if (isObject(sdk)) {
    const name = text(sdk.name);
    return name ? `${name}@${text(sdk.version) ?? ''}` : undefined;
  }
  return text(sdk);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, 256) : undefined;
}

function invalid(field: string, problem: string): ParsedEnvelope {
  const message = `${field || 'body'} ${problem}`;
  return { ok: false, code: 'invalid_body', message, details: [{ field, message: problem }] };
}
