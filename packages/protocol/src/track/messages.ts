import { z } from 'zod';

/** At most this many messages travel in one request. */
export const maxBatchMessages = 1_000;
/** At most this many bytes, after decompression. */
export const maxBodyBytes = 1_048_576;

const identifier = z
  .union([z.string(), z.number()], { error: 'must be a string or a number' })
  .transform(String)
  .pipe(z.string().max(256, 'must be at most 256 characters'));

/** OpenPanel's clients send null or '' where they know nothing. */
const optionalIdentifier = identifier
  .nullish()
  .transform((value) => (value === null || value === '' ? undefined : value));
const requiredIdentifier = identifier.pipe(z.string().min(1, 'must not be empty'));

const optionalText = (maxLength: number) =>
  z
    .string()
    .nullish()
    .transform((value) => (value === null || value === undefined ? undefined : value.slice(0, maxLength)));

/** ISO 8601 text or milliseconds since the epoch → milliseconds. */
export const instant = z
  .union([z.string(), z.number()], { error: 'must be an ISO 8601 date or milliseconds' })
  .transform((value, context) => {
    const milliseconds = typeof value === 'number' ? value : Date.parse(value);
    if (Number.isFinite(milliseconds) && Math.abs(milliseconds) <= 8.64e15) return Math.trunc(milliseconds);
    context.addIssue({ code: 'custom', message: 'is not a date' });
    return z.NEVER;
  });

const properties = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => value ?? {});

const groups = z
  .array(requiredIdentifier)
  .max(100, 'must have at most 100 entries')
  .nullish()
  .transform((value) => value ?? []);

/** `id` is the idempotency key, per project; `timestamp` is when it happened by the sender's clock. */
const delivery = {
  id: z
    .guid('must be a UUID')
    .nullish()
    .transform((value) => value?.toLowerCase()),
  timestamp: instant.nullish().transform((value) => value ?? undefined),
};

export const trackPayload = z.object({
  ...delivery,
  name: z.string().min(1, 'must not be empty').max(200, 'must be at most 200 characters'),
  properties,
  profileId: optionalIdentifier,
  deviceId: optionalIdentifier,
  sessionId: optionalIdentifier,
  path: optionalText(8_192),
  referrer: optionalText(8_192),
  title: optionalText(1_024),
  groups,
});

/** Keys of an identify payload that are not traits. */
const identifyKeys = new Set([
  'id',
  'timestamp',
  'profileId',
  'deviceId',
  'properties',
  'clientId',
  'clientSecret',
  'sentAt',
  'sdk',
]);

/** firstName, lastName, email, avatar, `properties` and any other top-level key are traits. */
export const identifyPayload = z
  .looseObject({
    ...delivery,
    profileId: requiredIdentifier,
    deviceId: optionalIdentifier,
    properties,
  })
  .transform((payload) => ({
    id: payload.id,
    timestamp: payload.timestamp,
    profileId: payload.profileId,
    deviceId: payload.deviceId,
    traits: {
      ...payload.properties,
      ...Object.fromEntries(Object.entries(payload).filter(([key]) => !identifyKeys.has(key))),
    },
  }));

export const aliasPayload = z.object({
  ...delivery,
  profileId: requiredIdentifier,
  alias: requiredIdentifier,
});

export const changePayload = z.object({
  ...delivery,
  profileId: requiredIdentifier,
  property: z.string().min(1, 'must not be empty').max(256, 'must be at most 256 characters'),
  value: z
    .number('must be a number')
    .positive('must be greater than 0')
    .nullish()
    .transform((value) => value ?? 1),
});

export const groupPayload = z
  .object({
    id: requiredIdentifier,
    timestamp: delivery.timestamp,
    type: z.string().min(1, 'must not be empty').max(200, 'must be at most 200 characters'),
    name: z.string().max(1_024, 'must be at most 1,024 characters'),
    properties,
  })
  .transform(({ id, ...rest }) => ({ ...rest, groupId: id, id: undefined }));

export const assignGroupPayload = z.object({
  ...delivery,
  groupIds: z.array(requiredIdentifier).min(1, 'must not be empty').max(100, 'must have at most 100 entries'),
  profileId: optionalIdentifier,
  deviceId: optionalIdentifier,
});

const payloads = {
  track: trackPayload,
  identify: identifyPayload,
  alias: aliasPayload,
  increment: changePayload,
  decrement: changePayload,
  group: groupPayload,
  assign_group: assignGroupPayload,
};

export type MessageType = keyof typeof payloads;
export const messageTypes = Object.keys(payloads) as readonly MessageType[];

export type Message = {
  [T in MessageType]: { readonly type: T; readonly payload: z.output<(typeof payloads)[T]> };
}[MessageType];

/** What one field has wrong. `field` is a path such as `payload.name`. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

export type ParsedMessage =
  | { readonly ok: true; readonly message: Message }
  | {
      readonly ok: false;
      readonly code: 'invalid_message' | 'unsupported_type';
      readonly message: string;
      readonly details: readonly FieldError[];
    };

/** Checks one message as it came off the wire. Never throws. */
export function parseMessage(input: unknown): ParsedMessage {
  if (!isObject(input)) return invalid([{ field: '', message: 'must be an object with type and payload' }]);
  const { type, payload } = input;
  if (type === 'replay') {
    return {
      ok: false,
      code: 'unsupported_type',
      message: 'session replay is not supported',
      details: [{ field: 'type', message: 'replay is not supported' }],
    };
  }
  if (!isMessageType(type)) {
    return invalid([{ field: 'type', message: `must be one of ${messageTypes.join(', ')}` }]);
  }
  return parsePayload(type, payload, 'payload');
}

/** Checks a bare payload; `field` is what its errors are named under. */
export function parsePayload(type: MessageType, payload: unknown, field = ''): ParsedMessage {
  const result = payloads[type].safeParse(payload);
  if (result.success) return { ok: true, message: { type, payload: result.data } as Message };
  return invalid(fieldErrors(result.error, field));
}

/** zod's issues as field errors; a path is joined with dots behind `prefix`. */
export function fieldErrors(error: z.ZodError, prefix = ''): FieldError[] {
  return error.issues.map((issue) => ({
    field: [prefix, ...issue.path.map(String)].filter(Boolean).join('.'),
    message: issue.message,
  }));
}

function invalid(details: readonly FieldError[]): ParsedMessage {
  const first = details[0];
  const message = first ? `${first.field || 'message'} ${first.message}` : 'invalid message';
  return { ok: false, code: 'invalid_message', message, details };
}

function isMessageType(value: unknown): value is MessageType {
  return typeof value === 'string' && Object.hasOwn(payloads, value);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
