import type { EventQueueState } from '@gatrix/analytics-queue';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { PipelineObserver, StoredBatch } from './pipeline-types.ts';

export interface WorkerMetricsOptions {
  /** Asked whenever the metrics are read. */
  readonly queueState: () => Promise<EventQueueState>;
  readonly deadLetters: () => Promise<number>;
  readonly damagedParts?: () => number;
  readonly now: () => number;
}

/** What a worker counts, in Prometheus' form. */
export interface WorkerMetrics {
  readonly observer: PipelineObserver;
  readonly contentType: string;
  /** The Prometheus text. */
  text(): Promise<string>;
}

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1_800];
const sizes = [1, 10, 100, 500, 1_000, 2_500, 5_000, 10_000, 20_000];

/** Metrics of their own registry, so that one process can hold two of them. */
export function createWorkerMetrics(options: WorkerMetricsOptions): WorkerMetrics {
  const registry = new Registry();
  const registers = [registry];
  const named = (name: string, help: string) => ({ name: `gatrix_worker_${name}`, help, registers });
  const rows = new Counter({ ...named('rows_stored_total', 'Rows stored, by table'), labelNames: ['table'] });
  const duplicates = new Counter(
    named('duplicates_total', 'Copies of messages, which were not stored again'),
  );
  const truncated = new Counter(
    named('values_truncated_total', 'Properties that were cut to their limits or left out'),
  );
  const chunks = new Counter(named('chunks_total', 'Chunks whose messages are all stored'));
  const interrupted = new Counter(
    named('batches_interrupted_total', 'Batches that took more than one attempt'),
  );
  const retries = new Counter(named('clickhouse_retries_total', 'Times that ClickHouse did not do its work'));
  const chunkMessages = new Histogram({ ...named('chunk_messages', 'Messages of a chunk'), buckets: sizes });
  const batchRows = new Histogram({ ...named('batch_messages', 'Messages of a batch'), buckets: sizes });
  const batchSeconds = new Histogram({
    ...named('batch_duration_seconds', 'From the claims of a batch to its end'),
    buckets: seconds,
  });
  const lag = new Histogram({
    ...named('visible_lag_seconds', 'From the receipt of a request until its messages are in ClickHouse'),
    buckets: seconds,
  });
  observeQueue(options, named);

  function stored({ batch, messages: byTable, ...others }: StoredBatch, elapsedMs: number): void {
    const { counters, displaced, isInterrupted } = others;
    const tables = { ...byTable, ingest_counters: counters, displaced_ids: displaced };
    for (const [table, { length }] of Object.entries(tables)) if (length > 0) rows.inc({ table }, length);
    chunks.inc(batch.chunks.length);
    if (isInterrupted) interrupted.inc();
    batchSeconds.observe(elapsedMs / 1_000);
    batchRows.observe(batch.chunks.reduce((sum, { messages }) => sum + messages.length, 0));
    const time = options.now();
    for (const { chunk, messages, owned, duplicates: copies } of batch.chunks) {
      chunkMessages.observe(messages.length);
      duplicates.inc(copies.length);
      for (const { truncated: cut, isBuried } of owned) if (cut > 0 && !isBuried) truncated.inc(cut);
      for (const { context } of chunk.parts) lag.observe(Math.max(0, time - context.receivedAt) / 1_000);
    }
  }

  return {
    observer: { stored, retried: () => retries.inc() },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}

/** Gauges of what all workers share: asked when they are read, and all at once. */
function observeQueue(
  { queueState, deadLetters, damagedParts = () => 0, now }: WorkerMetricsOptions,
  named: (name: string, help: string) => { name: string; help: string; registers: Registry[] },
): void {
  const messages = new Gauge(
    named('queue_messages', 'Messages in the queue, those being worked on included'),
  );
  const oldest = new Gauge(
    named('queue_oldest_seconds', 'Age of the chunk that waits longest; 0 where none does'),
  );
  new Gauge({
    ...named('queue_chunks', 'Chunks in the queue, by state'),
    labelNames: ['state'],
    async collect() {
      const state = await queueState();
      for (const name of ['waiting', 'active', 'delayed'] as const) this.set({ state: name }, state[name]);
      messages.set(state.messages);
      oldest.set(
        state.oldestWaitingAt === undefined ? 0 : Math.max(0, now() - state.oldestWaitingAt) / 1_000,
      );
    },
  });
  new Gauge({
    ...named('damaged_parts', 'Parts of tables that ClickHouse cannot read'),
    collect() {
      this.set(damagedParts());
    },
  });
  new Gauge({
    ...named('dead_letters', 'What nobody could store'),
    async collect() {
      this.set(await deadLetters());
    },
  });
}
