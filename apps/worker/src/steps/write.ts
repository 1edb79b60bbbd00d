import {
  type DisplacedIdRow,
  type IngestCounterRow,
  insertRows,
  type MessageTable,
  type RowBatch,
  type RowSource,
  RowValueError,
} from '@gatrix/analytics-clickhouse-schema';
import type { Batch, PipelineContext, StoredBatch } from '../pipeline-types.ts';
import type { PreparedMessage } from '../prepared-message.ts';
import { storedAmong } from './drop-stored.ts';
import { orLater } from './or-later.ts';
import { isDataError, untilStored } from './until-stored.ts';

const messageTables: readonly MessageTable[] = ['events', 'events_bots', 'profile_changes', 'groups'];

/**
 * Inserts the batch's rows under tokens made from the batch's id, all tables at once: whichever of them were stored
 * when the process dies, the next one inserts them all again.
 */
export async function write(context: PipelineContext, batch: Batch): Promise<StoredBatch> {
  const messages = messagesByTable(batch);
  const displaced = displacedOf(batch);
  const outcomes = await Promise.allSettled([
    ...messageTables.map((table) => writeTable(context, batch, table, messages[table])),
    insertDisplaced(context, batch, displaced),
  ]);
  // Only when all have ended: nothing of the batch is on its way any more when it is given back.
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  const wasRetried = outcomes.some((outcome) => outcome.status === 'fulfilled' && outcome.value);
  // What was buried, and how many values were cut, is known when the rows have been made.
  const counters = countersOf(batch);
  await insertCounters(context, counters, `${batch.id}:counters`);
  const isInterrupted = batch.isRecovery || wasRetried;
  return { batch, messages: withoutBuried(messages), counters, displaced, isInterrupted };
}

/** Resolves as `insert` does. */
async function writeTable(
  context: PipelineContext,
  batch: Batch,
  table: MessageTable,
  messages: readonly PreparedMessage[],
): Promise<boolean> {
  const token = `${batch.id}:${table}`;
  const wasRetried = await insert(context, table, messages, token);
  if (wasRetried || batch.isRecovery) await insertMissing(context, table, messages, `${token}:missing`);
  return wasRetried;
}

/**
 * Resolves with whether an attempt failed that may have reached ClickHouse. A message that can never be stored is found
 * by halving, and goes to the dead letters alone.
 */
async function insert(
  context: PipelineContext,
  table: MessageTable,
  messages: readonly PreparedMessage[],
  token: string,
): Promise<boolean> {
  if (messages.length === 0) return false;
  let wasRetried = false;
  try {
    await untilStored(context, (failures) => {
      wasRetried = failures > 0;
      return insertRows(context, table, rowsOf(context, messages), token);
    });
    return wasRetried;
  } catch (error) {
    if (!isDataError(error)) throw error;
    const [only] = messages;
    if (messages.length === 1 && only) {
      await bury(context, only, error);
      // No row, nothing sent: no insert was interrupted.
      return !(error instanceof RowValueError);
    }
    const middle = Math.ceil(messages.length / 2);
    const first = await insert(context, table, messages.slice(0, middle), `${token}:0`);
    const second = await insert(context, table, messages.slice(middle), `${token}:1`);
    return wasRetried || first || second;
  }
}

/**
 * TRICKY: a server that was killed between noting a token and committing the part it stands for has the one
 * without the other. So after an interruption, what is missing is inserted under another token. Replicas commit
 * both in one transaction, and one that lags would seem to miss what it has not fetched yet.
 */
async function insertMissing(
  context: PipelineContext,
  table: MessageTable,
  messages: readonly PreparedMessage[],
  token: string,
): Promise<void> {
  const storable = messages.filter(isNotBuried);
  if (storable.length === 0 || context.isReplicated === true) return;
  const stored = await storedAmong(context, storable, ({ timestamp }) => [timestamp]);
  const missing = storable.filter((message) => !stored.has(message));
  if (missing.length === 0) return;
  context.logger.warn({ table, rows: missing.length }, 'inserting rows that an interrupted insert left out');
  await insert(context, table, missing, token);
}

/** Where copies will find messages whose own time does not lead to them; a row that is there twice says no more than one. */
async function insertDisplaced(
  context: PipelineContext,
  batch: Batch,
  rows: readonly DisplacedIdRow[],
): Promise<boolean> {
  const token = `${batch.id}:displaced`;
  let wasRetried = false;
  await untilStored(context, (failures) => {
    wasRetried = failures > 0;
    return insertRows(context, 'displaced_ids', rows, token);
  });
  if (!wasRetried && !batch.isRecovery) return false;
  await untilStored(context, () => insertRows(context, 'displaced_ids', rows, `${token}:missing`));
  return true;
}

function displacedOf(batch: Batch): DisplacedIdRow[] {
  const rows: DisplacedIdRow[] = [];
  for (const { owned } of batch.chunks) {
    for (const { projectId, id, timestamp, toldAt, source } of owned) {
      if (toldAt === undefined) continue;
      const retention_days = source.context.retentionDays;
      rows.push({ project_id: projectId, id, timestamp, told_at: toldAt, retention_days });
    }
  }
  return rows;
}

/** Counts that no table can take, from a poisoned chunk, cost the messages nothing. */
async function insertCounters(
  context: PipelineContext,
  counters: readonly IngestCounterRow[],
  token: string,
): Promise<void> {
  try {
    await untilStored(context, () => insertRows(context, 'ingest_counters', counters, token));
  } catch (error) {
    if (!isDataError(error)) throw error;
    context.logger.error({ err: error, counters }, 'ClickHouse refused counters; they are dropped');
  }
}

async function bury(context: PipelineContext, message: PreparedMessage, error: unknown): Promise<void> {
  const { source, queued, projectId, id } = message;
  context.logger.error(
    { err: error, projectId, id, requestId: source.context.requestId },
    'a message can never be stored; it goes to the dead letters',
  );
  const by = error instanceof RowValueError ? 'poison' : 'refused by ClickHouse';
  const letter = {
    id: `${projectId}.${id}`,
    reason: `${by}: ${error instanceof Error ? error.message : String(error)}`,
    failedAt: context.now(),
    chunk: {
      id: source.owner,
      parts: [{ context: source.context, messages: [queued] }],
      counters: [],
    },
  };
  await orLater('the dead letters', context.deadLetters.add(letter));
  message.isBuried = true;
}

function isNotBuried({ isBuried }: PreparedMessage): boolean {
  return !isBuried;
}

type MessagesByTable = Readonly<Record<MessageTable, readonly PreparedMessage[]>>;

function messagesByTable(batch: Batch): MessagesByTable {
  const messages: Record<MessageTable, PreparedMessage[]> = {
    events: [],
    events_bots: [],
    profile_changes: [],
    groups: [],
  };
  for (const { owned } of batch.chunks) for (const message of owned) messages[message.table].push(message);
  return messages;
}

function withoutBuried({ events, events_bots, profile_changes, groups }: MessagesByTable): MessagesByTable {
  return {
    events: events.filter(isNotBuried),
    events_bots: events_bots.filter(isNotBuried),
    profile_changes: profile_changes.filter(isNotBuried),
    groups: groups.filter(isNotBuried),
  };
}

/** The rows of messages that all belong to one table, each made when it is read. */
function rowsOf<T extends MessageTable>(
  { normalizer }: PipelineContext,
  messages: readonly PreparedMessage[],
): RowSource<RowBatch[T][number]> {
  return {
    length: messages.length,
    at: (index) => messages[index]?.makeRow(normalizer) as RowBatch[T][number] | undefined,
  };
}

/** What the chunks report from ingest, and what the batch itself knows. */
function countersOf(batch: Batch): IngestCounterRow[] {
  const counts = new Map<string, Mutable<IngestCounterRow>>();
  let last: Mutable<IngestCounterRow> | undefined;
  const add = (projectId: string, minute: number, kind: string, reason: string, count: number) => {
    // Neighbours mostly count as the same, and making a key costs more than comparing.
    if (
      last?.kind !== kind ||
      last.project_id !== projectId ||
      last.minute !== minute ||
      last.reason !== reason
    ) {
      const key = `${projectId} ${minute} ${kind} ${reason}`;
      last = counts.get(key) ?? { project_id: projectId, minute, kind, reason, count: 0 };
      counts.set(key, last);
    }
    last.count += count;
  };
  const addMessage = ({ projectId, source }: PreparedMessage, kind: string, count = 1) =>
    add(projectId, Math.floor(source.context.receivedAt / 60_000) * 60_000, kind, '', count);
  for (const { chunk, owned, duplicates } of batch.chunks) {
    for (const message of owned) {
      if (message.isBuried) continue;
      addMessage(message, message.table === 'events_bots' ? 'bot' : 'accepted');
      if (message.truncated > 0) addMessage(message, 'truncated', message.truncated);
    }
    for (const message of duplicates) addMessage(message, 'duplicate');
    for (const { projectId, minute, kind, reason, count } of chunk.counters) {
      add(projectId, minute, kind, reason, count);
    }
  }
  return [...counts.values()];
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
