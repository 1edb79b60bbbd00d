// 1,000 alerts on 100 projects, evaluated each minute, beside 2,000 events a second, on one built stand-alone server: its CPU, and how
// long after a bucket's end its value is known. Run: node bench/alerts.mjs [minutes] [alerts] [projects] [events a second]

import { spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '@gatrix/analytics-free-port';
import { endWithThisProcess } from '@gatrix/analytics-test-services';

const [minutes = 3, alerts = 1_000, projects = 100, perSecond = 2_000] = process.argv.slice(2).map(Number);
const batchSize = 50;
const jwtSecret = 'a secret of the benchmark alone';
const directory = mkdtempSync(join(tmpdir(), 'bench-alerts-'));
const main = fileURLToPath(new URL('../apps/standalone/dist/main.js', import.meta.url));
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const server = spawn(process.execPath, [main], {
  env: {
    ...process.env,
    ...{ PORT: String(port), DATA_DIR: join(directory, 'data'), JWT_SECRET: jwtSecret },
    ...{ RATE_LIMIT_MAX: '100000000', RATE_LIMIT_MAX_ORIGIN: '100000000' },
  },
  stdio: ['ignore', 'ignore', 'inherit'],
});
endWithThisProcess(server);
const exited = new Promise((resolve) => server.once('exit', resolve));
try {
  while (!(await fetch(`${url}/health`).catch(() => undefined))?.ok) await delay(100);
  const made = await inTens(projects, makeProject);
  const idle = await cpuOver(10_000);
  const stop = new AbortController();
  const sending = send(made, stop.signal);
  await delay(20_000);
  const ingestAlone = await cpuOver(30_000);
  await inTens(alerts, (index) => makeAlert(made[index % projects], Math.floor(index / projects)));
  // The first evaluation of each, and the rest of its minute.
  await delay(60_000);
  const since = Date.now();
  const withAlerts = await cpuOver(minutes * 60_000);
  // The last bucket is looked at a while after its end.
  await delay(60_000);
  stop.abort();
  const { sent, refused, latencies } = await sending;
  const lags = (await Promise.all(made.map((one) => lagsOf(one, since)))).flat();
  const expected = alerts * minutes;
  console.log(
    JSON.stringify({
      ...{ alerts, projects, minutes, eventsSent: sent, requestsRefused: refused },
      cpu: { idle, ingestAlone, withAlerts },
      trackMs: { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) },
      evaluations: { seen: lags.length, expected },
      lagSeconds: { p50: quantile(lags, 0.5), p99: quantile(lags, 0.99), most: quantile(lags, 1) },
    }),
  );
} finally {
  server.kill('SIGTERM');
  await exited;
  rmSync(directory, { recursive: true, force: true });
}

async function makeProject(index) {
  const project = await ask('POST', 'projects', { name: `Game ${index}`, timezone: 'Asia/Seoul' });
  const at = `projects/${project.id}`;
  const client = await ask('POST', `${at}/clients`, { name: 'bench', type: 'write' });
  const series = [{ event: 'purchase' }, { event: 'purchase', aggregation: 'unique_users' }];
  const query = { series, formulas: ['A/B'] };
  const saved = await ask('POST', `${at}/saved-reports`, { name: 'Sales', report: 'query', query });
  const overview = await ask('POST', `${at}/saved-reports`, { name: 'All', report: 'metrics', query: {} });
  return {
    at,
    client,
    watches: [
      ...['A', 'B', 'A/B'].map((figure) => ({ savedReportId: saved.id, figure })),
      ...['total_events', 'active_users'].map((figure) => ({ savedReportId: overview.id, figure })),
    ],
  };
}

function makeAlert({ at, watches }, turn) {
  const condition = { kind: 'threshold', op: 'lt', value: turn };
  const watch = watches[turn % watches.length];
  return ask('POST', `${at}/alerts`, { name: `Alert ${turn}`, watch, interval: 'minute', condition });
}

/** As many batches a second as were asked for, whatever the answers take. */
async function send(targets, signal) {
  const result = { sent: 0, refused: 0, latencies: [] };
  const everyMs = (1_000 * batchSize) / perSecond;
  const started = performance.now();
  const waiting = new Set();
  for (let index = 0; !signal.aborted; index += 1) {
    await delay(Math.max(0, started + index * everyMs - performance.now()));
    const one = post(targets[index % targets.length], index, result).finally(() => waiting.delete(one));
    waiting.add(one);
  }
  await Promise.all(waiting);
  return result;
}

async function post({ client }, turn, result) {
  const begun = performance.now();
  const body = Array.from({ length: batchSize }, (_, index) => ({
    type: 'track',
    payload: {
      ...{ name: index % 10 === 0 ? 'purchase' : 'screen_view', profileId: `p${(turn * 7 + index) % 5_000}` },
      properties: { __id: randomUUID(), level: index },
    },
  }));
  const headers = { 'content-type': 'application/json', 'openpanel-client-id': client.id };
  const init = { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${url}/track`, {
    ...{ ...init, headers: { ...headers, 'openpanel-client-secret': client.secret } },
  }).catch(() => undefined);
  await response?.text();
  if (response?.ok) result.sent += batchSize;
  else result.refused += 1;
  result.latencies.push(performance.now() - begun);
}

/** Seconds from the end of each bucket until its value was seen, of the buckets that ended behind `since`. */
async function lagsOf({ at }, since) {
  const own = await ask('GET', `${at}/alerts`);
  const values = await Promise.all(own.map(({ id }) => ask('GET', `${at}/alerts/${id}/history`)));
  return values.flat().flatMap(({ bucket, seenAt }) => {
    const end = Date.parse(bucket) + 60_000;
    return end < since || end > since + minutes * 60_000 ? [] : [(Date.parse(seenAt) - end) / 1_000];
  });
}

/** Seconds of CPU that the server takes a second. */
async function cpuOver(ms) {
  const [before, begun] = [cpuSeconds(), performance.now()];
  await delay(ms);
  return Math.round((100_000 * (cpuSeconds() - before)) / (performance.now() - begun)) / 100;
}

function cpuSeconds() {
  const fields = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function ask(method, path, body) {
  const response = await fetch(`${url}/manage/${path}`, {
    method,
    headers: { authorization: `Bearer ${token()}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer.data;
}

function token() {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ userId: 'bench', exp: 4_000_000_000 })}`;
  return `${head}.${createHmac('sha256', jwtSecret).update(head).digest('base64url')}`;
}

async function inTens(count, make) {
  const all = [];
  for (let from = 0; from < count; from += 10)
    all.push(
      ...(await Promise.all(Array.from({ length: Math.min(10, count - from) }, (_, i) => make(from + i)))),
    );
  return all;
}

function quantile(values, q) {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(10 * (sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0)) / 10;
}
