import { createClient } from '@clickhouse/client';
import { connectForWork } from '@gatrix/analytics-redis';
import { Worker } from 'bullmq';

// The plan's own worker, as it is written there: a job an event, concurrency 10, batches of 1,000.
const batchSize = 1_000;
const batchTimeoutMs = 5_000;
const clickhouse = createClient({ url: process.env.CLICKHOUSE_URL ?? '' });
let batch: unknown[] = [];
let timer: NodeJS.Timeout | undefined;

new Worker(
  'plan-events',
  async (job) => {
    batch.push(job.data.event);
    if (batch.length >= batchSize) await flush();
    else timer ??= setTimeout(() => void flush(), batchTimeoutMs);
  },
  { connection: connectForWork({ url: process.env.REDIS_URL ?? '' }), concurrency: 10, prefix: '{bench}' },
);

async function flush(): Promise<void> {
  const events = batch;
  batch = [];
  clearTimeout(timer);
  timer = undefined;
  if (events.length > 0)
    await clickhouse.insert({ table: 'plan.events', values: events, format: 'JSONEachRow' });
}
