import type { Delivery, JsonValue, Metadata } from '@gatrix/analytics-metadata';
import {
  channelSettings,
  deliveryMessage,
  type UnwrittenDigest,
  unwrittenDigest,
} from '@gatrix/analytics-protocol/insights';
import type { Answer, Senders } from './channels/channel.ts';
import { knowsRepeats, sendTo } from './channels/index.ts';
import { NoAnswerError, RefusedAddressError } from './post.ts';

export interface DeliverDeps extends Senders {
  readonly metadata: Pick<Metadata, 'channels' | 'deliveries'>;
  /** Reads the figures of a digest that was to be sent at once; undefined where there is no such digest any more. */
  readonly writeDigest: (unwritten: UnwrittenDigest) => Promise<JsonValue | undefined>;
  /** A process that still says `sending` after that is dead; an attempt must take less. */
  readonly leaseMs: number;
}

/** After the first attempt, the second, …; some 22 hours in all. */
const backoffMs = [10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000, 10_800_000, 21_600_000, 43_200_000];
const maxRetryAfterMs = 3_600_000;

/** Sends a delivery that waits, once: another process that has begun with it is left to it. */
export async function deliver(deps: DeliverDeps, id: string): Promise<void> {
  await write(deps, id);
  const delivery = await deps.metadata.deliveries.begin(id, deps.leaseMs);
  if (!delivery) return;
  const answer = await answerTo(deps, delivery);
  await deps.metadata.deliveries.end(delivery, endOf(delivery, answer, deps.now()));
}

/** Before the attempt begins: what is computed may take longer than an attempt, and be computed again. */
async function write({ metadata, writeDigest }: DeliverDeps, id: string): Promise<void> {
  const waiting = await metadata.deliveries.get(id);
  const unwritten = unwrittenDigest.safeParse(waiting?.message);
  if (!unwritten.success) return;
  const message = await writeDigest(unwritten.data);
  if (message !== undefined) await metadata.deliveries.write(id, message);
}

async function answerTo(
  deps: DeliverDeps,
  { channelId, message, idempotencyKey }: Delivery,
): Promise<Answer> {
  const channel = await deps.metadata.channels.get(channelId);
  const settings = channelSettings.safeParse(channel?.settings);
  const parsed = deliveryMessage.safeParse(message);
  if (!settings.success || !parsed.success)
    return { status: null, text: 'the channel or the message cannot be understood', outcome: 'refused' };
  try {
    return await sendTo(deps, settings.data, parsed.data, idempotencyKey);
  } catch (error) {
    const text = error instanceof Error ? error.message || error.name : String(error);
    if (error instanceof RefusedAddressError) return { status: null, text, outcome: 'refused' };
    const mayHaveIt = error instanceof NoAnswerError && !knowsRepeats(settings.data);
    return { status: null, text, outcome: mayHaveIt ? 'unknown' : 'retry' };
  }
}

function endOf({ attempts }: Delivery, { status, text, outcome, retryAfterMs = 0 }: Answer, now: number) {
  const said = { answerStatus: status, answer: text };
  if (outcome === 'sent' || outcome === 'unknown')
    return { ...said, status: outcome, retryAt: null } as const;
  const wait = backoffMs[attempts - 1];
  if (outcome === 'refused' || wait === undefined)
    return { ...said, status: 'failed', retryAt: null } as const;
  const retryAt = now + Math.max(wait, Math.min(retryAfterMs, maxRetryAfterMs));
  return { ...said, status: 'pending', retryAt } as const;
}

/**
 * What a process began to send when it died, and may have sent. It is sent again where the receiver can tell by the key that it
 * has it; a chat cannot, so there it stays `unknown` until somebody replays it.
 */
export async function recoverAbandoned({
  metadata,
  now,
  leaseMs,
}: Pick<DeliverDeps, 'metadata' | 'now' | 'leaseMs'>): Promise<void> {
  for (const delivery of await metadata.deliveries.abandoned({ leaseMs, limit: 100 })) {
    const channel = await metadata.channels.get(delivery.channelId);
    const settings = channelSettings.safeParse(channel?.settings);
    const isSafe = settings.success && knowsRepeats(settings.data);
    const answer = 'the process ended while it was sent';
    await metadata.deliveries.end(
      delivery,
      isSafe
        ? { status: 'pending', answerStatus: null, answer, retryAt: now() }
        : { status: 'unknown', answerStatus: null, answer, retryAt: null },
    );
  }
}
