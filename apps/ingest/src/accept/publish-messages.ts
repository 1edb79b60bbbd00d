import type { ChunkPart, QueuedMessage } from '@gatrix/analytics-queue';
import type { RouteDeps } from '../route-deps.ts';
import type { CheckedMessage } from './check-message.ts';
import { derivedMessageId } from './message-id.ts';
import { type RequestFacts, requestContext, type Visitor } from './request-facts.ts';
import type { Visit } from './visits.ts';

/** Makes the messages durable. Rejects with QueueUnavailableError where they cannot be; then none was accepted. */
export function publishMessages(
  deps: RouteDeps,
  facts: RequestFacts,
  checked: readonly CheckedMessage[],
  visits: readonly Visit[],
): Promise<void> {
  const begun = performance.now();
  const observe = (isDurable: boolean) =>
    deps.metrics.published(checked.length, (performance.now() - begun) / 1_000, isDurable);
  return deps.queue.publish(partsOf(deps, facts, checked, visits)).then(
    () => {
      observe(true);
      deps.metrics.accepted(checked.length);
      let bots = 0;
      for (const { botName } of checked) if (botName !== '') bots += 1;
      if (bots > 0) deps.metrics.bots(bots);
    },
    (error: unknown) => {
      observe(false);
      throw error;
    },
  );
}

/** One part for each visitor that the request speaks for. */
function partsOf(
  deps: RouteDeps,
  facts: RequestFacts,
  checked: readonly CheckedMessage[],
  visits: readonly Visit[],
): ChunkPart[] {
  const [only] = checked;
  if (only && checked.length === 1) {
    const context = requestContext(deps, facts, only.visitor);
    return [{ context, messages: queuedOf(only, visits[0], facts.firstSequence) }];
  }
  const byVisitor = new Map<string, { visitor: Visitor; messages: QueuedMessage[] }>();
  checked.forEach((message, index) => {
    const { visitor } = message;
    const key = visitor === facts.visitor ? '' : JSON.stringify(visitor);
    const group = byVisitor.get(key);
    const messages = group?.messages ?? [];
    messages.push(...queuedOf(message, visits[index], facts.firstSequence + index));
    if (!group) byVisitor.set(key, { visitor, messages });
  });
  return Array.from(byVisitor.values(), ({ visitor, messages }) => ({
    context: requestContext(deps, facts, visitor),
    messages,
  }));
}

/** The message, and the identify that a `__identify` property brought along. */
function queuedOf(checked: CheckedMessage, visit: Visit | undefined, sequence: number): QueuedMessage[] {
  const { id, profileId, timestamp, toldAt, botName, message, identify } = checked;
  const { deviceId = '', sessionId = '' } = visit ?? {};
  const queued: QueuedMessage =
    toldAt === undefined
      ? { id, deviceId, sessionId, profileId, timestamp, sequence, botName, message }
      : { id, deviceId, sessionId, profileId, timestamp, sequence, botName, toldAt, message };
  if (!identify || botName !== '') return [queued];
  const payload = { id: undefined, timestamp: undefined, deviceId: undefined, ...identify };
  return [
    queued,
    {
      ...queued,
      id: derivedMessageId(id, 'identify'),
      sessionId: '',
      profileId: identify.profileId,
      message: { type: 'identify', payload },
    },
  ];
}
