import { findDisplaced, findStoredIds, type MessageTable } from '@gatrix/analytics-clickhouse-schema';
import { wellFormed } from '@gatrix/analytics-normalizer';
import type { Batch, ClaimedChunk, PipelineContext } from '../pipeline-types.ts';
import type { PreparedMessage } from '../prepared-message.ts';
import { untilStored } from './until-stored.ts';

/**
 * Drops messages that ClickHouse holds from before the claims' memory. A copy's own time says where it is stored, or
 * `displaced_ids` does; where a project's clocks run ahead, a copy may look as if it happened just now.
 */
export async function dropStored(context: PipelineContext, batch: Batch): Promise<Batch> {
  const horizon = context.idempotency.horizon(context.now());
  const displaced = await untilStored(context, context.displacement.projects);
  const isDoubtful = ({ chunk }: ClaimedChunk, { projectId, timestamp, toldAt }: PreparedMessage) =>
    chunk.verify === true ||
    timestamp < horizon ||
    toldAt !== undefined ||
    displaced.get(projectId)?.isAhead === true;
  const doubtful = batch.chunks.flatMap((chunk) =>
    chunk.owned
      .filter((message) => isDoubtful(chunk, message))
      .map((message) => ({ message, isReplayed: chunk.chunk.verify === true })),
  );
  if (doubtful.length === 0) return batch;
  const movable = doubtful.filter(
    ({ message, isReplayed }) => isReplayed || displaced.has(message.projectId),
  );
  const elsewhere = await untilStored(context, () =>
    findDisplaced(
      context,
      movable.map(({ message }) => message),
    ),
  );
  const stored = await storedAmong(
    context,
    doubtful.map(({ message }) => message),
    ({ projectId, id, timestamp, toldAt }) => [
      timestamp,
      ...(toldAt ? [toldAt] : []),
      ...(elsewhere.get(`${projectId} ${id}`) ?? []),
    ],
  );
  if (stored.size === 0) return batch;
  return {
    ...batch,
    chunks: batch.chunks.map((chunk) => {
      const isCopy = (message: PreparedMessage) =>
        stored.has(message) && !isOwnRow(batch, chunk, message, stored.get(message));
      return {
        ...chunk,
        owned: chunk.owned.filter((message) => !isCopy(message)),
        duplicates: [...chunk.duplicates, ...chunk.owned.filter(isCopy)],
      };
    }),
  };
}

/**
 * A row that the batch itself stored before it was interrupted was received when the message was; it stays, so that
 * the batch is the same as before. A chunk from the dead letters may have been stored long before it failed.
 */
function isOwnRow(
  batch: Batch,
  { chunk }: ClaimedChunk,
  message: PreparedMessage,
  storedCreatedAt: number | undefined,
): boolean {
  return batch.isRecovery && chunk.verify !== true && storedCreatedAt === message.source.context.receivedAt;
}

/** Which of the messages are rows in ClickHouse already, within a day of these times, and when those were received. */
export async function storedAmong(
  context: PipelineContext,
  messages: readonly PreparedMessage[],
  timesOf: (message: PreparedMessage) => readonly number[],
): Promise<Map<PreparedMessage, number>> {
  const stored = new Map<PreparedMessage, number>();
  for (const [table, group] of groupByTable(messages)) {
    const receiptTimes = await untilStored(context, () =>
      findStoredIds(
        context,
        table,
        group.map((message) => ({
          projectId: message.projectId,
          id: message.id,
          timestamps: timesOf(message),
          // A copy whose id says all may have another name.
          ...(message.toldAt === 0 ? {} : eventNameOf(message)),
        })),
      ),
    );
    for (const message of group) {
      const createdAt = receiptTimes.get(`${message.projectId} ${message.id}`);
      if (createdAt !== undefined) stored.set(message, createdAt);
    }
  }
  return stored;
}

function eventNameOf({ queued: { message } }: PreparedMessage): { readonly name?: string } {
  // A damaged name is noticed when the row is made.
  if (message.type !== 'track' || typeof message.payload.name !== 'string') return {};
  return { name: wellFormed(message.payload.name) };
}

function groupByTable(messages: readonly PreparedMessage[]): Map<MessageTable, PreparedMessage[]> {
  const groups = new Map<MessageTable, PreparedMessage[]>();
  for (const message of messages) {
    const group = groups.get(message.table);
    if (group) group.push(message);
    else groups.set(message.table, [message]);
  }
  return groups;
}
