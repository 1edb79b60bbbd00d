import {
  type BatchAnswer,
  type BotAnswer,
  type ParsedMessage,
  parseMessage,
  type RejectedMessage,
  type SingleAnswer,
} from '@gatrix/analytics-protocol/track';
import type { ChunkPart, QueuedMessage } from '@gatrix/analytics-queue';
import type { RouteDeps } from '../deps.ts';
import { IngestError, statusOf } from '../errors.ts';
import { type AcceptedMessage, acceptMessage } from './accept-message.ts';
import { countRejected } from './count-rejected.ts';
import { type RequestFacts, requestContext, type Visitor } from './request-facts.ts';

export interface Answer {
  readonly status: number;
  readonly body: SingleAnswer | BotAnswer | BatchAnswer | NoneAccepted;
}

/** A batch of which nothing was accepted: the error form with the list of what is wrong with each. */
export interface NoneAccepted {
  readonly success: false;
  readonly accepted: 0;
  readonly rejected: readonly RejectedMessage[];
  readonly error: { readonly code: string; readonly message: string; readonly details: readonly unknown[] };
}

/** Checks one message and makes it durable. */
export async function acceptSingle(
  deps: RouteDeps,
  facts: RequestFacts,
  parsed: ParsedMessage,
): Promise<Answer> {
  const accepted = await accept(deps, facts, parsed);
  await publish(deps, facts, [accepted]);
  const { deviceId, queued } = accepted;
  const [{ id, sessionId, botName }] = queued;
  if (botName !== '') return { status: 202, body: { success: true, bot: { name: botName } } };
  return { status: 200, body: { success: true, id, deviceId, sessionId } };
}

/** Checks each message by itself, and makes the good ones durable before answering. */
export async function acceptBatch(deps: RouteDeps, facts: RequestFacts): Promise<Answer> {
  // All at once, so that their sessions are assigned in one call; in order, because each takes the same way.
  const outcomes = await Promise.all(
    facts.envelope.messages.map((input) => accept(deps, facts, parseMessage(input)).catch(refusal)),
  );
  const accepted = outcomes.filter(
    (outcome): outcome is AcceptedMessage => !(outcome instanceof IngestError),
  );
  const rejected = outcomes.flatMap((outcome, index) =>
    outcome instanceof IngestError ? [{ index, code: outcome.code, message: outcome.message }] : [],
  );
  if (accepted.length === 0) {
    const details = rejected.map(({ index, message }) => ({ field: `batch.${index}`, message }));
    const error = { code: 'invalid_message', message: 'no message of the batch was accepted', details };
    return { status: 400, body: { success: false, accepted: 0, rejected, error } };
  }
  await publish(deps, facts, accepted);
  return { status: 200, body: { success: true, accepted: accepted.length, rejected } };
}

async function publish(
  deps: RouteDeps,
  facts: RequestFacts,
  accepted: readonly AcceptedMessage[],
): Promise<void> {
  const begun = performance.now();
  const told = (isDurable: boolean) =>
    deps.metrics.published(accepted.length, (performance.now() - begun) / 1_000, isDurable);
  try {
    await deps.queue.publish(toParts(deps, facts, accepted));
  } catch (error) {
    told(false);
    throw error;
  }
  told(true);
  deps.metrics.accepted(accepted.length);
  const bots = accepted.filter(({ queued }) => queued[0].botName !== '').length;
  if (bots > 0) deps.metrics.bots(bots);
}

async function accept(deps: RouteDeps, facts: RequestFacts, parsed: ParsedMessage): Promise<AcceptedMessage> {
  try {
    if (!parsed.ok) throw new IngestError(parsed.code, parsed.message, { details: parsed.details });
    return await acceptMessage(deps, facts, parsed.message);
  } catch (error) {
    if (error instanceof IngestError) countRejected(deps, facts, error.code);
    throw error;
  }
}

/** What is wrong with one message costs its neighbours nothing; what is wrong here costs them all. */
function refusal(error: unknown): IngestError {
  if (error instanceof IngestError && statusOf[error.code] < 500) return error;
  throw error;
}

/** One part for each visitor that the request speaks for. */
function toParts(deps: RouteDeps, facts: RequestFacts, accepted: readonly AcceptedMessage[]): ChunkPart[] {
  const byVisitor = new Map<string, { visitor: Visitor; messages: QueuedMessage[] }>();
  for (const { visitor, queued } of accepted) {
    const key = `${visitor.address}\n${visitor.userAgent}`;
    const known = byVisitor.get(key);
    if (known) known.messages.push(...queued);
    else byVisitor.set(key, { visitor, messages: [...queued] });
  }
  return [...byVisitor.values()].map(({ visitor, messages }) => ({
    context: requestContext(deps, facts, visitor),
    messages,
  }));
}
