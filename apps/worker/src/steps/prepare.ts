import { messageKey } from '@gatrix/analytics-idempotency';
import {
  type EventChunk,
  isUndamaged,
  messageForm,
  type QueuedMessage,
  queuedMessage,
  type RequestContext,
} from '@gatrix/analytics-queue';
import { type MessageSource, messageSource, tableOf } from '../message-row.ts';
import type { PipelineContext, PreparedChunk } from '../pipeline-types.ts';
import { PreparedMessage } from '../prepared-message.ts';
import { orLater } from './or-later.ts';

/** Reads what a chunk holds. What is no message goes to the dead letters alone. */
export async function prepare(context: PipelineContext, chunk: EventChunk): Promise<PreparedChunk> {
  const messages: PreparedMessage[] = [];
  const repeated: PreparedMessage[] = [];
  const seen = new Set<string>();
  for (const [partIndex, part] of chunk.parts.entries()) {
    const source = messageSource(chunk.owner ?? chunk.id, part.context);
    for (let index = 0; index < part.messages.length; index++) {
      const raw = part.messages[index];
      const read = readMessage(chunk, source, raw);
      if (!(read instanceof PreparedMessage)) {
        await bury(context, chunk, part.context, raw, `${chunk.id}.${partIndex}.${index}`, read.reason);
        continue;
      }
      if (seen.has(read.key)) repeated.push(read);
      else messages.push(read);
      seen.add(read.key);
    }
  }
  return { chunk, messages, repeated };
}

async function bury(
  { deadLetters, logger, now }: PipelineContext,
  chunk: EventChunk,
  context: RequestContext,
  raw: unknown,
  id: string,
  reason: string,
): Promise<void> {
  const parts = [{ context, messages: [raw] }];
  const { projectId, requestId } = context;
  logger.error(
    { chunkId: chunk.id, projectId, requestId, reason },
    'a message can never be stored; it goes to the dead letters',
  );
  const letter = { id, reason, failedAt: now(), chunk: { id: chunk.id, parts, counters: [] } };
  await orLater('the dead letters', deadLetters.add(letter));
}

/** Ingest checked what it queued; checking it again took 1 µs a message. Older chunks and replayed ones are checked here. */
function readMessage(
  chunk: EventChunk,
  source: MessageSource,
  raw: unknown,
): PreparedMessage | { readonly reason: string } {
  if (chunk.checkedAs === messageForm && isUndamaged(raw)) return prepared(source, raw);
  const parsed = queuedMessage.safeParse(raw);
  if (parsed.success) return prepared(source, parsed.data);
  const issue = parsed.error.issues[0];
  return { reason: `poison: ${issue?.path.join('.')} ${issue?.message}` };
}

function prepared(source: MessageSource, queued: QueuedMessage): PreparedMessage {
  return new PreparedMessage(
    messageKey(source.context.projectId, queued.id),
    tableOf(queued),
    source,
    queued,
  );
}
