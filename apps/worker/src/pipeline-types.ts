import type {
  DisplacedIdRow,
  DisplacedProject,
  IngestCounterRow,
  InsertTarget,
  MessageTable,
  RowNotes,
} from '@gatrix/analytics-clickhouse-schema';
import type { IdempotencyStore } from '@gatrix/analytics-idempotency';
import type { Normalizer } from '@gatrix/analytics-normalizer';
import type { DeadLetters, EventChunk, Tasks } from '@gatrix/analytics-queue';
import type { Logger, WorkWatch } from '@gatrix/analytics-service-runtime';
import type { PreparedMessage } from './prepared-message.ts';

/** What is known of messages that are stored at another time than their sender told. */
export interface Displacement {
  /** The projects that have any. May be minutes old: for as long claims know of a copy. */
  readonly projects: () => Promise<ReadonlyMap<string, DisplacedProject>>;
}

export interface PipelineDeps extends InsertTarget {
  /** Stores batches of late messages. Default: `clickhouse`. */
  readonly lateClickhouse?: InsertTarget['clickhouse'];
  readonly idempotency: IdempotencyStore;
  readonly normalizer: Normalizer;
  readonly deadLetters: DeadLetters;
  readonly tasks: Tasks;
  /** A chunk by its id, while it is not completed. */
  readonly loadChunk: (chunkId: string) => Promise<EventChunk | undefined>;
  readonly logger: Logger;
  readonly now: () => number;
  /** `WORKER_BATCH_SIZE`, rows. */
  readonly batchSize: number;
  /** Rows of a batch while chunks come from a backlog. Default: `batchSize`. */
  readonly backlogBatchSize?: number;
  /** `WORKER_BATCH_TIMEOUT`, milliseconds. */
  readonly batchTimeoutMs: number;
  /** How long a chunk waits that comes after a pause of twice `batchTimeoutMs`. Default: as long as others. */
  readonly leastBatchWaitMs?: number | undefined;
  /** The same for a chunk that comes while a batch is being stored. Default: `batchTimeoutMs`. */
  readonly busyBatchTimeoutMs?: number | undefined;
  /** Chunks that can be in hand at once. */
  readonly maxChunks: number;
  /** How long an insert is tried; for ever where something else keeps the messages meanwhile. */
  readonly insertPatienceMs: number;
  /** The tables are Replicated ones. */
  readonly isReplicated?: boolean;
  /** Hears how batches end, for /ready. */
  readonly stores?: WorkWatch;
  /** Counts what happens, for the metrics. */
  readonly observer?: PipelineObserver;
  /** Counts the rows that are stored, beside them. */
  readonly rowNotes?: Pick<RowNotes, 'add'>;
  /** Told after rows are stored, before their senders or chunks are answered. */
  readonly onStored?: (batch: StoredBatch) => void;
}

export interface PipelineObserver {
  /** A batch was stored; from its claims to its end. */
  stored(batch: StoredBatch, elapsedMs: number): void;
  /** ClickHouse did not do something, and is asked again. */
  retried(error: unknown): void;
}

export interface PipelineContext extends PipelineDeps {
  readonly displacement: Displacement;
  /** Aborted when the process has to go. */
  readonly closing: AbortSignal;
}

export interface PreparedChunk {
  readonly chunk: EventChunk;
  readonly messages: readonly PreparedMessage[];
  /** The same id twice in one chunk. */
  readonly repeated: readonly PreparedMessage[];
}

/** Chunks that are stored together under one id, from which their inserts' tokens are made. */
export interface Batch {
  readonly id: string;
  /** Begun by a process that did not finish it. */
  readonly isRecovery: boolean;
  readonly chunks: readonly ClaimedChunk[];
}

export interface ClaimedChunk extends PreparedChunk {
  readonly owned: readonly PreparedMessage[];
  readonly duplicates: readonly PreparedMessage[];
}

export interface StoredBatch {
  readonly batch: Batch;
  /** What was stored, by its table. */
  readonly messages: Readonly<Record<MessageTable, readonly PreparedMessage[]>>;
  readonly counters: readonly IngestCounterRow[];
  readonly displaced: readonly DisplacedIdRow[];
  /** Its inserts took more than one attempt, so that views may have missed some of it. */
  readonly isInterrupted: boolean;
}
