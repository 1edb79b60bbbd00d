import { type Message, messageTypes } from '@gatrix/analytics-protocol/track';
import { z } from 'zod';

/** What one request says about all of its messages. The client's address is not in it: it never leaves ingest. */
export const requestContext = z.object({
  projectId: z.string(),
  requestId: z.string(),
  /** Milliseconds since the epoch. */
  receivedAt: z.number(),
  userAgent: z.string(),
  clientHints: z.record(z.string(), z.string()).optional(),
  geo: z.object({
    country: z.string(),
    region: z.string(),
    city: z.string(),
    latitude: z.number().nullable(),
    longitude: z.number().nullable(),
  }),
  /** `name@version`, or ''. */
  sdk: z.string(),
  isServer: z.boolean(),
  ownDomains: z.array(z.string()),
  retentionDays: z.number(),
});
export type RequestContext = z.infer<typeof requestContext>;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const messageBody = z.custom<Message>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    messageTypes.includes((value as Message).type) &&
    typeof (value as Message).payload === 'object' &&
    (value as Message).payload !== null,
  'is not a message',
);

/** Of `QueuedMessage`: one more with every change to it, so that a worker checks what another version queued. */
export const messageForm = 1;

/** A message that ingest accepted: checked, with its ids and its corrected time. */
export const queuedMessage = z.object({
  /** UUID, lower case; the idempotency key within the project. */
  id: z.string().regex(uuid),
  deviceId: z.string(),
  sessionId: z.string(),
  profileId: z.string(),
  /** Milliseconds since the epoch, corrected for the sender's clock. */
  timestamp: z.number().int(),
  /**
   * What its sender told, where that is far from `timestamp`, so that a copy may be stored at another time; 0 where it
   * told none. Absent where the one leads to the other.
   */
  toldAt: z.number().int().min(0).max(4e12).optional(),
  /** Its place among the messages received in the same millisecond; a message that was queued by an older version has none. */
  sequence: z.number().int().min(0).max(0xffffff).default(0),
  /** The robot's name, or '' for a person. */
  botName: z.string(),
  message: messageBody,
});
export type QueuedMessage = z.infer<typeof queuedMessage>;

/**
 * Whether a message that was checked as `messageForm` still is what others rely on, at a tenth of the schema's cost. What was
 * damaged elsewhere is found when its row is made.
 */
export function isUndamaged(raw: unknown): raw is QueuedMessage {
  if (typeof raw !== 'object' || raw === null) return false;
  const { id, timestamp, toldAt, deviceId, profileId, sessionId, message } = raw as Partial<QueuedMessage>;
  return (
    typeof id === 'string' &&
    uuid.test(id) &&
    Number.isSafeInteger(timestamp) &&
    (toldAt === undefined || Number.isSafeInteger(toldAt)) &&
    typeof deviceId === 'string' &&
    typeof profileId === 'string' &&
    typeof sessionId === 'string' &&
    typeof message === 'object' &&
    message !== null &&
    typeof message.payload === 'object' &&
    message.payload !== null
  );
}

export interface ChunkPart {
  readonly context: RequestContext;
  readonly messages: readonly QueuedMessage[];
}

/** How often something happened at ingest in a minute: `kind` accepted | rejected | bot | truncated. */
export const counterDelta = z.object({
  projectId: z.string(),
  /** Milliseconds since the epoch. */
  minute: z.number().int().min(0).max(4e12),
  kind: z.string(),
  reason: z.string(),
  count: z.number().int().min(0),
});
export type CounterDelta = z.infer<typeof counterDelta>;

/** The job: messages that arrived within a few milliseconds, of whatever requests. */
export interface EventChunk {
  readonly id: string;
  /** Whose claims on message ids these are, when a chunk is sent again from the dead letters. */
  readonly owner?: string | undefined;
  /** Look in ClickHouse before storing, whatever the claims say. */
  readonly verify?: boolean | undefined;
  readonly parts: readonly ChunkPart[];
  readonly counters: readonly CounterDelta[];
  /** Of the parts, roughly, so that a batch of large messages can be small. */
  readonly bytes?: number | undefined;
  /** The form, as `messageForm`, that its messages had when they were queued. */
  readonly checkedAs?: number | undefined;
}

/** The frame of a job's data. Messages are checked one by one, so that a poisoned one goes alone. */
export const chunkFrame = z.object({
  id: z.string(),
  owner: z.string().optional(),
  verify: z.boolean().optional(),
  parts: z.array(z.object({ context: requestContext, messages: z.array(z.unknown()) })),
  counters: z.array(counterDelta),
  bytes: z.number().optional(),
  checkedAs: z.number().optional(),
});

export function countMessages(chunk: Pick<EventChunk, 'parts'>): number {
  return chunk.parts.reduce((sum, part) => sum + part.messages.length, 0);
}
