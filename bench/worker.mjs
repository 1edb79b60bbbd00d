// B3, B4 and B5 of the performance plan: how fast one worker process takes chunks from Redis to ClickHouse, against
// @clickhouse/client inserting the same finished rows, and against the plan's own worker; and how long an acknowledged
// event takes to be seen. Run: node bench/worker.mjs [rounds] [messages]
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const isRegistered = process.execArgv.includes('--conditions=source');
if (!isRegistered) {
  const flags = ['--max-semi-space-size=64', '--import', 'tsx', '--conditions=source'];
  const args = [...flags, fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  spawn(process.execPath, args, { stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 1));
} else {
  await main(Number(process.argv[2] ?? 3), Number(process.argv[3] ?? 200_000));
}

async function main(rounds, total) {
  const tools = await import('./worker-tools.ts');
  const { createMessages, finishedRows } = await import('./worker-messages.ts');
  const bed = await tools.startBed();
  try {
    const worker = await tools.startOurs(bed);
    const plan = await tools.startPlans(bed);
    const messages = createMessages(total);
    const rows = finishedRows(messages);
    await drainOurs(tools, bed, worker, messages.slice(0, Math.min(total, 50_000)));
    await tools.insertRows(bed, rows.slice(0, 50_000));
    const results = [];
    for (let round = 0; round < rounds; round++) {
      const ours = await drainOurs(tools, bed, worker, messages);
      const client = await insertedByClient(tools, bed, rows);
      const theirs = await drainPlans(tools, bed, plan, messages.slice(0, Math.min(total, 40_000)));
      results.push({ ours, client, theirs });
    }
    const lag = await tools.measureLag(bed, worker, 2_000, 10);
    report(results, lag, await tools.claimMemory(bed, 1_000_000));
  } finally {
    await bed.stop();
  }
}

async function insertedByClient(tools, bed, rows) {
  const before = bed.serverCpuMs().clickhouse;
  const result = await timed(rows.length, () => tools.insertRows(bed, rows));
  return {
    ...result,
    redisUs: 0,
    clickhouseUs: ((bed.serverCpuMs().clickhouse - before) * 1_000) / rows.length,
  };
}

async function drainOurs(tools, bed, worker, messages) {
  await tools.freeze(worker);
  await tools.publishChunks(
    bed,
    messages.map((message) => ({ ...message, id: randomUUID() })),
  );
  return measure(bed, worker, messages.length, () => tools.untilEmpty(bed, 'analytics-events'));
}

async function drainPlans(tools, bed, plan, messages) {
  await tools.freeze(plan);
  await tools.publishJobs(bed, messages);
  return measure(bed, plan, messages.length, () => tools.untilEmpty(bed, 'plan-events'));
}

/** Thaws a worker and waits until it has done everything: events a second, and CPU time an event, its own and the servers'. */
async function measure(bed, worker, count, untilDone) {
  const cpuBefore = worker.cpuMs();
  const serversBefore = bed.serverCpuMs();
  const result = await timed(count, async () => {
    worker.signal('SIGCONT');
    await untilDone();
  });
  const servers = bed.serverCpuMs();
  const perEvent = (ms) => (ms * 1_000) / count;
  return {
    ...result,
    cpuUs: perEvent(worker.cpuMs() - cpuBefore),
    redisUs: perEvent(servers.redis - serversBefore.redis),
    clickhouseUs: perEvent(servers.clickhouse - serversBefore.clickhouse),
  };
}

async function timed(count, work) {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  await work();
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { perSecond: count / seconds, cpuUs: (user + system) / count };
}

function report(results, lag, memory) {
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  const line = (name, value) => console.log(`${name.padEnd(62)} ${value}`);
  const figures = {
    ours: 'one worker process',
    client: '@clickhouse/client, finished rows, two at once',
    theirs: "the plan's worker",
  };
  for (const [key, name] of Object.entries(figures)) {
    const rate = Math.round(median(results.map((round) => round[key].perSecond)));
    const us = (part) => median(results.map((round) => round[key][part])).toFixed(1);
    line(
      name,
      `${rate} events/s; µs of CPU an event: ${us('cpuUs')}, Redis ${us('redisUs')}, ClickHouse ${us('clickhouseUs')}`,
    );
  }
  const ratio = (bottom) =>
    median(results.map((round) => round.ours.perSecond / round[bottom].perSecond)).toFixed(2);
  line('B3 against @clickhouse/client', ratio('client'));
  line("B4 against the plan's worker", ratio('theirs'));
  line('B5 acknowledged → seen, 2,000 events/s', `p50 ${lag.p50} ms, p99 ${lag.p99} ms, max ${lag.max} ms`);
  line('claims, bytes of Redis memory a message', memory.toFixed(1));
}
