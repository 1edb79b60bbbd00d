import { findStoredIds } from '@gatrix/analytics-clickhouse-schema';
import type {
  Batch,
  ClaimedChunk,
  MessageTable,
  PipelineContext,
  PreparedMessage,
} from '../pipeline-types.ts';
import { untilStored } from './until-stored.ts';

/** Drops messages that ClickHouse holds from before the claims' memory. */
export async function dropStored(context: PipelineContext, batch: Batch): Promise<Batch> {
  const horizon = context.idempotency.horizon(context.now());
  const isDoubtful = ({ chunk }: ClaimedChunk, { timestamp }: PreparedMessage) =>
    chunk.verify === true || timestamp < horizon;
  const doubtful = batch.chunks.flatMap((chunk) =>
    chunk.owned.filter((message) => isDoubtful(chunk, message)),
  );
  if (doubtful.length === 0) return batch;
  const stored = await storedAmong(context, doubtful);
  if (stored.size === 0) return batch;
  return {
    ...batch,
    chunks: batch.chunks.map((chunk) => ({
      ...chunk,
      owned: chunk.owned.filter((message) => !stored.has(message)),
      duplicates: [...chunk.duplicates, ...chunk.owned.filter((message) => stored.has(message))],
    })),
  };
}

/** Which of the messages are rows in ClickHouse already. */
export async function storedAmong(
  context: PipelineContext,
  messages: readonly PreparedMessage[],
): Promise<Set<PreparedMessage>> {
  const stored = new Set<PreparedMessage>();
  for (const [table, group] of groupByTable(messages)) {
    const found = await untilStored(context, () =>
      findStoredIds(
        context,
        table,
        group.map((message) => ({
          projectId: message.projectId,
          id: message.id,
          timestamp: message.timestamp,
          ...('name' in message.row && table !== 'groups' ? { name: message.row.name } : {}),
        })),
      ),
    );
    for (const message of group) if (found.has(`${message.projectId} ${message.id}`)) stored.add(message);
  }
  return stored;
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
