import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createClient } from '@clickhouse/client';
import { type EventRow, migrate } from '@gatrix/analytics-clickhouse-schema';
import { createRedisIdempotencyStore, messageKey } from '@gatrix/analytics-idempotency';
import { createBullDeadLetters, createBullEventQueue, type QueuedMessage } from '@gatrix/analytics-queue';
import { connectForRequests, connectForWork, pingRedis } from '@gatrix/analytics-redis';
import { endWithThisProcess, startClickHouse, startRedis } from '@gatrix/analytics-test-services';
import { Queue } from 'bullmq';
import { contextOf, createMessages } from './worker-messages.ts';

const database = 'analytics';
const prefix = '{bench}';
const chunkSize = 100;

export type Bed = Awaited<ReturnType<typeof startBed>>;

/** Redis (AOF, everysec) and ClickHouse as processes of their own, and a publisher. */
export async function startBed() {
  const [redis, clickhouseService] = await Promise.all([startRedis(), startClickHouse()]);
  const clickhouse = createClient({ url: clickhouseService.url, max_open_connections: 8 });
  await migrate({ clickhouse, database });
  const work = connectForWork({ url: redis.url });
  const requests = connectForRequests({ url: redis.url });
  await Promise.all([work.ping(), pingRedis(requests)]);
  const onError = (error: Error) => console.error(error.message);
  const deadLetters = createBullDeadLetters({ work, prefix });
  const queue = createBullEventQueue({
    requests,
    work,
    prefix,
    deadLetters,
    onError,
    maxMessages: chunkSize,
  });
  const children: ChildProcess[] = [];
  return {
    ...{ redis, clickhouseUrl: clickhouseService.url, clickhouse, work, queue, children },
    /** CPU time that the servers have used. */
    serverCpuMs: () => ({ redis: cpuMsOf(redis.pid), clickhouse: cpuMsOf(clickhouseService.pid) }),
    async stop() {
      for (const child of children) child.kill('SIGKILL');
      await queue.close();
      await deadLetters.close();
      requests.disconnect();
      work.disconnect();
      await clickhouse.close();
      await Promise.all([redis.stop(), clickhouseService.stop()]);
    },
  };
}

export interface MeasuredProcess {
  readonly signal: (name: NodeJS.Signals) => void;
  /** CPU time it has used. */
  cpuMs(): number;
  readonly pid: number;
}

function spawnMeasured(bed: Bed, file: string, env: Record<string, string>): MeasuredProcess {
  const typescript = file.endsWith('.ts') ? ['--import', 'tsx', '--conditions=source'] : [];
  const flags = ['--max-semi-space-size=64', ...typescript];
  const child = spawn(process.execPath, [...flags, fileURLToPath(new URL(file, import.meta.url))], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  endWithThisProcess(child);
  bed.children.push(child);
  const pid = child.pid ?? 0;
  return {
    pid,
    signal: (name) => void child.kill(name),
    cpuMs: () => cpuMsOf(pid),
  };
}

/** Fields 14 and 15 of /proc/pid/stat, in ticks of 10 ms. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** The worker as it is deployed: built, which takes half of the time that its sources take under tsx. */
export async function startOurs(bed: Bed): Promise<MeasuredProcess> {
  const port = String(20_000 + Math.floor(Math.random() * 20_000));
  const worker = spawnMeasured(bed, '../apps/worker/dist/main.js', {
    REDIS_URL: bed.redis.url,
    CLICKHOUSE_URL: `${bed.clickhouseUrl}/${database}`,
    QUEUE_PREFIX: prefix,
    WORKER_PORT: port,
    LOG_LEVEL: 'error',
    NODE_ENV: 'production',
  });
  for (let up = false; !up; await delay(50)) {
    up = await fetch(`http://127.0.0.1:${port}/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
  return worker;
}

/** The plan's worker, with its table and nothing else. */
export async function startPlans(bed: Bed): Promise<MeasuredProcess> {
  const { createPlanTable } = await import('./plan-table.ts');
  await createPlanTable(bed.clickhouse);
  return spawnMeasured(bed, 'plan-worker.ts', {
    REDIS_URL: bed.redis.url,
    CLICKHOUSE_URL: bed.clickhouseUrl,
  });
}

export async function freeze(worker: MeasuredProcess): Promise<void> {
  worker.signal('SIGSTOP');
  for (let state = ''; state !== 'T'; await delay(1)) {
    state = readFileSync(`/proc/${worker.pid}/stat`, 'utf8').split(') ')[1]?.[0] ?? '';
  }
}

/** As many rows as the worker stores at once while it drains a backlog. */
const rowsOfInsert = 40_000;

/** What B3 is held against: the client's own format for rows, the same batch size, two inserts at once, nothing else. */
export async function insertRows(bed: Bed, rows: readonly EventRow[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(rows.length / rowsOfInsert) }, (_, index) =>
    rows.slice(index * rowsOfInsert, (index + 1) * rowsOfInsert),
  );
  const insert = async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) await insertAsJson(bed, batch);
  };
  await Promise.all([insert(), insert()]);
}

async function insertAsJson({ clickhouse }: Bed, rows: readonly EventRow[]): Promise<void> {
  const [first, ...rest] = Object.keys(rows[0] ?? {});
  if (first === undefined) return;
  await clickhouse.insert({
    table: `${database}.events`,
    columns: [first, ...rest],
    values: rows.map((row) =>
      Object.values({
        ...row,
        timestamp: (row.timestamp / 1_000).toFixed(3),
        created_at: (row.created_at / 1_000).toFixed(3),
        revenue: Number(row.revenue).toFixed(6),
      }),
    ),
    format: 'JSONCompactEachRow',
    clickhouse_settings: { async_insert: 0, insert_deduplication_token: randomUUID() },
  });
}

export async function publishChunks({ queue }: Bed, messages: readonly QueuedMessage[]): Promise<void> {
  const chunks = Array.from({ length: Math.ceil(messages.length / chunkSize) }, (_, index) => ({
    context: contextOf(index),
    messages: messages.slice(index * chunkSize, (index + 1) * chunkSize),
  }));
  await Promise.all(chunks.map((chunk) => queue.publish([chunk])));
}

/** A job an event, finished as the plan's ingest finishes it. */
export async function publishJobs(bed: Bed, messages: readonly QueuedMessage[]): Promise<void> {
  const queue = new Queue('plan-events', { connection: bed.work, prefix });
  for (let first = 0; first < messages.length; first += 1_000) {
    await queue.addBulk(
      messages.slice(first, first + 1_000).map((message) => ({
        name: 'event',
        data: { event: planEvent(message) },
        opts: {
          attempts: 3,
          backoff: { type: 'exponential', delay: 1_000 },
          removeOnComplete: { age: 3_600, count: 1_000 },
        },
      })),
    );
  }
  await queue.close();
}

function planEvent({ id, deviceId, sessionId, profileId, timestamp, message }: QueuedMessage) {
  const payload = message.type === 'track' ? message.payload : undefined;
  const seconds = Math.floor(timestamp / 1_000);
  return {
    ...{
      id,
      project_id: 'bench',
      name: payload?.name ?? '',
      device_id: deviceId,
      profile_id: profileId || null,
    },
    ...{ session_id: sessionId, created_at: seconds, timestamp: seconds, country: 'KR', city: 'Seoul' },
    ...{ os: 'Windows', browser: 'Chrome', path: payload?.path ?? null, referrer: payload?.referrer ?? null },
    properties: JSON.stringify(payload?.properties ?? {}),
  };
}

export async function untilEmpty({ work }: Bed, queue: string): Promise<void> {
  for (let left = 1; left > 0; await delay(10)) {
    const key = `${prefix}:${queue}`;
    left =
      (await work.llen(`${key}:wait`)) +
      (await work.llen(`${key}:active`)) +
      (await work.zcard(`${key}:delayed`));
  }
}

/** Milliseconds from the acknowledgement of an event until a statement finds it, at so many events a second. */
export async function measureLag(bed: Bed, worker: MeasuredProcess, perSecond: number, seconds: number) {
  worker.signal('SIGCONT');
  const lags: number[] = [];
  /** Acknowledged and not yet seen: when they were acknowledged. */
  const probes = new Map<string, number>();
  const until = performance.now() + seconds * 1_000;
  const seeing = watchProbes(bed, probes, lags, until);
  while (performance.now() < until) {
    const [probe, ...rest] = createMessages(Math.round(perSecond / 20));
    if (!probe) break;
    await bed.queue.publish([{ context: contextOf(0), messages: [probe, ...rest] }]);
    probes.set(probe.id, performance.now());
    await delay(50);
  }
  await seeing;
  lags.sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(lags[Math.min(lags.length - 1, Math.floor(lags.length * share))] ?? 0);
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

/** One statement at a time for all of them: one for each kept ClickHouse so busy that rows came half a second later. */
async function watchProbes(
  { clickhouse }: Bed,
  probes: Map<string, number>,
  lags: number[],
  until: number,
): Promise<void> {
  while (performance.now() < until || probes.size > 0) {
    await delay(25);
    if (probes.size === 0) continue;
    const result = await clickhouse.query({
      query: `SELECT id FROM ${database}.events WHERE project_id = 'bench' AND timestamp > now() - 120 AND id IN {ids:Array(UUID)}`,
      query_params: { ids: [...probes.keys()] },
      format: 'JSONEachRow',
    });
    for (const { id } of await result.json<{ id: string }>()) {
      lags.push(performance.now() - (probes.get(id) ?? Number.NaN));
      probes.delete(id);
    }
  }
}

/** Bytes of Redis memory for each message that is claimed, measured over `count` of them in a day. */
export async function claimMemory({ work }: Bed, count: number): Promise<number> {
  await work.flushall();
  const store = createRedisIdempotencyStore({ redis: work, prefix, chunkKey: (id) => `${prefix}:job:${id}` });
  const used = async () => Number(/used_memory:(\d+)/.exec(String(await work.call('INFO', 'memory')))?.[1]);
  const before = await used();
  for (let claimed = 0; claimed < count; claimed += 10_000) {
    const chunks = Array.from({ length: 100 }, () => {
      const chunkId = randomUUID();
      return {
        chunkId,
        owner: chunkId,
        keys: Array.from({ length: 100 }, () => messageKey('bench', randomUUID())),
      };
    });
    await Promise.all(chunks.map(({ chunkId }) => work.hset(`${prefix}:job:${chunkId}`, 'data', '')));
    const batchId = randomUUID();
    await store.claim(batchId, chunks);
    await store.complete(
      batchId,
      chunks.map(({ chunkId }) => chunkId),
    );
    await Promise.all(chunks.map(({ chunkId }) => work.del(`${prefix}:job:${chunkId}`)));
  }
  return ((await used()) - before) / count;
}
