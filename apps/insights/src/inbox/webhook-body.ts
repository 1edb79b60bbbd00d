import { createHash } from 'node:crypto';
import { z } from 'zod';
import { moment } from '../manage/fields.ts';
import { invalid, parse } from '../manage/route.ts';

const id = z.union([z.string().min(1).max(500), z.number()], { error: 'must be a text or a number' });
const lastMs = Date.UTC(9999, 11, 31);
const time = z.union([moment, z.number().min(0).max(lastMs).transform(Math.trunc)], {
  error: 'must be an instant, such as 2026-11-01T12:00:00Z',
});
const object = z.record(z.string(), z.unknown(), { error: 'must be an object' });
const person = z.union([z.string(), z.number()], { error: 'must be a text or a number' }).nullish();

/** What Gatrix' webhook add-on sends, and what versions before and after ours may. Unknown fields are let through. */
export const webhookBody = z.looseObject({
  id: id.nullish(),
  event: z.looseObject({
    id: id.nullish(),
    type: z.string().min(1).max(100),
    createdBy: person,
    createdByUserId: person,
    environmentId: person,
    environment: person,
    createdAt: time.nullish(),
    data: object.nullish(),
    preData: object.nullish(),
  }),
  timestamp: time.nullish(),
});

/** What became of a delivery. */
export const noted = z.object({
  noted: z.boolean(),
  reason: z.enum(['repeated', 'unknown_type']).nullable(),
  annotationId: z.string().nullable(),
});
export type Noted = z.output<typeof noted>;

export interface GatrixEvent {
  /** Says which two deliveries are one. */
  readonly key: string;
  readonly type: string;
  /** UTC milliseconds. */
  readonly at: number;
  readonly by: string | null;
  readonly environment: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly dataBefore: Readonly<Record<string, unknown>>;
}

/** Throws `invalid_parameters` that names the field. */
export function parseWebhook(input: unknown): GatrixEvent {
  const { id: outerId, event, timestamp } = parse(webhookBody, input);
  const at = event.createdAt ?? timestamp;
  if (at === undefined || at === null)
    throw invalid([
      { field: 'event.createdAt', message: 'must be an instant, such as 2026-11-01T12:00:00Z' },
    ]);
  const sentId = event.id ?? outerId;
  const environment = event.environmentId ?? event.environment;
  return {
    key:
      sentId === undefined || sentId === null
        ? `content:${hashOf(sentEvent(input))}`
        : `id:${hashOf(sentId)}`,
    type: event.type,
    at,
    by: textOf(event.createdBy),
    environment: textOf(environment),
    data: event.data ?? {},
    dataBefore: event.preData ?? {},
  };
}

const textOf = (value: string | number | null | undefined) =>
  value === undefined || value === null ? null : String(value);

/** The event alone: what is around it has the time of sending, which a second delivery has another of. */
function sentEvent(input: unknown): unknown {
  return typeof input === 'object' && input !== null && 'event' in input ? input.event : undefined;
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(canonical(value, 0)).digest('hex');
}

const maxDepth = 100;

/** JSON whose keys are in one order. */
function canonical(value: unknown, depth: number): string {
  if (depth > maxDepth) throw invalid([{ field: 'event', message: 'is nested too deeply' }]);
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item, depth + 1)}`).join(',')}}`;
}
