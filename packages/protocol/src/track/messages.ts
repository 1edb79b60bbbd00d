import { z } from 'zod';
import { plainErrors } from '../plain-error.ts';
import { parseInstant } from './instant.ts';
import { isObject, propertiesProblem } from './json-value.ts';
import { textOfNumericId } from './parse-json.ts';
import { plainTrackPayload } from './plain-track.ts';
import { moneyProblem, revenueProblem } from './revenue.ts';

/** At most this many messages travel in one request. */
export const maxBatchMessages = 1_000;
/** At most so many calendar months (UTC) are touched by one request. */
export const maxBatchMonths = 24;
/** At most this many bytes, after decompression. */
export const maxBodyBytes = 1_048_576;

const count = new Intl.NumberFormat('en');

/**
 * Text of some length, in code points. TRICKY: not by zod's own `min` and `max`, which read `length` of anything that
 * has one, and throw where a sender made it an object.
 */
function text(min: number, max: number, schema: z.ZodType<string> = z.string('must be a string')) {
  return schema
    .refine((value) => value.length >= min, 'must not be empty')
    .refine(
      (value) => value.length <= max || (value.length <= max * 2 && Array.from(value).length <= max),
      `must be at most ${count.format(max)} characters`,
    );
}

function list<T extends z.ZodType>(item: T, min: number, max: number) {
  return z
    .array(item, 'must be an array')
    .refine((value) => value.length >= min, 'must not be empty')
    .refine((value) => value.length <= max, `must have at most ${count.format(max)} entries`);
}

const maxIdentifier = 256;
const anyIdentifier = z
  .union([z.string(), z.number()], { error: 'must be a string or a number' })
  .transform((value, context) => {
    const id = typeof value === 'number' ? textOfNumericId(value) : value;
    if (id !== undefined) return id;
    context.addIssue({ code: 'custom', message: 'has more digits than a number keeps: send it as a string' });
    return z.NEVER;
  });
const identifier = text(0, maxIdentifier, anyIdentifier);

/** OpenPanel's clients send null or '' where they know nothing. */
const optionalIdentifier = identifier
  .nullish()
  .transform((value) => (value === null || value === '' ? undefined : value));
const requiredIdentifier = text(1, maxIdentifier, anyIdentifier);

const optionalText = (maxLength: number) =>
  z
    .string()
    .nullish()
    .transform((value) => (value === null || value === undefined ? undefined : value.slice(0, maxLength)));

/** What `parseInstant` reads → milliseconds. */
export const instant = z
  .union([z.string(), z.number()], { error: 'must be an ISO 8601 date or milliseconds' })
  .transform((value, context) => {
    const milliseconds = parseInstant(value);
    if (milliseconds !== undefined) return milliseconds;
    const isNumber = typeof value === 'number';
    const message = isNumber
      ? 'is neither milliseconds nor seconds or microseconds since 1970'
      : 'is not a date';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

const properties = z
  .record(z.string(), z.unknown(), { error: 'must be an object' })
  .nullish()
  .transform((value) => value ?? {})
  .superRefine(refuseUnstorable);

function refuseUnstorable(value: Record<string, unknown>, context: z.RefinementCtx): void {
  const problem = propertiesProblem(value);
  if (problem) context.addIssue({ code: 'custom', path: [...problem.path], message: problem.message });
}

const groups = list(requiredIdentifier, 0, 100)
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

const trackFields = z.object({
  ...delivery,
  name: text(1, 200),
  properties,
  profileId: optionalIdentifier,
  deviceId: optionalIdentifier,
  sessionId: optionalIdentifier,
  path: optionalText(8_192),
  referrer: optionalText(8_192),
  title: optionalText(1_024),
  groups,
  revenue: z.unknown().optional(),
  currency: z.unknown().optional(),
});

/** `revenue` and `currency` beside the properties are their `__revenue` and `__currency`. */
export const trackPayload = trackFields
  .superRefine(({ revenue, currency, properties: own }, context) => {
    const add = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    const ofRevenue = revenueProblem(revenue);
    if (ofRevenue !== undefined) add(['revenue'], ofRevenue);
    const problem = moneyProblem(withMoney(own, revenue, currency));
    if (!problem) return;
    const { key, message } = problem;
    if (Object.hasOwn(own, key)) add(['properties', key], message);
    else if (key === '__currency') add(['currency'], message);
  })
  .transform(({ revenue, currency, properties: own, ...fields }) => ({
    ...fields,
    properties: withMoney(own, revenue, currency),
  }));

function withMoney(
  own: Record<string, unknown>,
  revenue: unknown,
  currency: unknown,
): Record<string, unknown> {
  const isGiven = (value: unknown) => value !== undefined && value !== null && value !== '';
  if (!isGiven(revenue) && !isGiven(currency)) return own;
  return {
    ...(isGiven(revenue) && { __revenue: revenue }),
    ...(isGiven(currency) && { __currency: currency }),
    ...own,
  };
}

/** firstName, lastName, email, avatar, `properties` and any other top-level key are traits. */
export const identifyPayload = z
  .looseObject({
    timestamp: delivery.timestamp,
    profileId: requiredIdentifier,
    deviceId: optionalIdentifier,
    properties,
  })
  .superRefine(({ properties: _, ...others }, context) => refuseUnstorable(others, context))
  .transform(({ id, timestamp, profileId, deviceId, properties: nested, ...others }) => {
    const key = delivery.id.safeParse(id);
    // Hosts have ids among their users' traits; only a UUID is an idempotency key.
    const traits = key.success ? { ...nested, ...others } : { ...nested, ...others, id };
    return { id: key.data, timestamp, profileId, deviceId, traits };
  });

export const aliasPayload = z.object({
  ...delivery,
  profileId: requiredIdentifier,
  alias: requiredIdentifier,
});

export const changePayload = z.object({
  ...delivery,
  profileId: requiredIdentifier,
  property: text(1, 256),
  value: z
    .number('must be a number')
    .positive('must be greater than 0')
    .nullish()
    .transform((value) => value ?? 1),
});

/** Traits that are set where there is none yet, or whose values are put at the end of lists. */
const traitsPayload = z.object({
  ...delivery,
  profileId: requiredIdentifier,
  properties,
});

export const groupPayload = z
  .object({
    id: requiredIdentifier,
    timestamp: delivery.timestamp,
    type: text(1, 200),
    name: text(0, 1_024),
    properties,
  })
  .transform(({ id, ...rest }) => ({ ...rest, groupId: id, id: undefined }));

export const assignGroupPayload = z.object({
  ...delivery,
  groupIds: list(requiredIdentifier, 1, 100),
  profileId: optionalIdentifier,
  deviceId: optionalIdentifier,
});

/** What each type of message has, by its name. */
export const messagePayloads = {
  track: trackPayload,
  identify: identifyPayload,
  alias: aliasPayload,
  increment: changePayload,
  decrement: changePayload,
  set_once: traitsPayload,
  append: traitsPayload,
  group: groupPayload,
  assign_group: assignGroupPayload,
};

export type MessageType = keyof typeof messagePayloads;
export const messageTypes = Object.keys(messagePayloads) as readonly MessageType[];

export type Message = {
  [T in MessageType]: { readonly type: T; readonly payload: z.output<(typeof messagePayloads)[T]> };
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
  const plain = type === 'track' ? plainTrackPayload(payload) : undefined;
  return plain
    ? { ok: true, message: { type: 'track', payload: plain } }
    : parsePayload(type, payload, 'payload');
}

/** Checks a bare payload; `field` is what its errors are named under. */
export function parsePayload(type: MessageType, payload: unknown, field = ''): ParsedMessage {
  const result = messagePayloads[type].safeParse(payload, plainErrors);
  if (result.success) return { ok: true, message: { type, payload: result.data } as Message };
  return invalid(fieldErrors(result.error, field));
}

/** What a bare payload says about its sender rather than about its subject. */
const senderKeys = new Set(['clientId', 'clientSecret', 'sentAt', 'sdk']);

/** Checks the body of `/identify` and so on: the payload, beside which the sender may have named itself. */
export function parseBarePayload(type: MessageType, body: unknown): ParsedMessage {
  if (!isObject(body)) return parsePayload(type, body);
  return parsePayload(type, Object.fromEntries(Object.entries(body).filter(([key]) => !senderKeys.has(key))));
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
  return typeof value === 'string' && Object.hasOwn(messagePayloads, value);
}
