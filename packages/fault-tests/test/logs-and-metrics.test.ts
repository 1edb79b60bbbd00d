import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createRandom, type FaultSystem, publishPoison, startSystem } from '../src/index.ts';

const address = '203.0.113.77';
const userSecret = 'hunter2-in-a-query';

let system: FaultSystem;
let project: Awaited<ReturnType<FaultSystem['createProject']>>;
beforeAll(async () => {
  system = await startSystem({ random: createRandom(1), instances: 1, logLevel: 'trace' });
  project = await system.createProject();
}, 120_000);
afterAll(() => system?.close());

const logs = () =>
  readdirSync(system.logDir)
    .map((name) => readFileSync(join(system.logDir, name), 'utf8'))
    .join('\n');
const linesOf = (requestId: string) =>
  logs()
    .split('\n')
    .filter((line) => line.includes(`"requestId":"${requestId}"`))
    .map((line): { name: string; msg: string } => JSON.parse(line));

function send(requestId: string, path = '/track', headers: Record<string, string> = {}) {
  const event = { name: 'x', profileId: 'p', properties: { __ip: address, password: userSecret } };
  return fetch(`${system.ingestUrls[0]}${path}`, {
    method: 'POST',
    body: JSON.stringify({ type: 'track', payload: event }),
    headers: {
      'content-type': 'application/json',
      'openpanel-client-id': project.clientId,
      'openpanel-client-secret': project.clientSecret,
      'x-forwarded-for': address,
      'x-request-id': requestId,
      ...headers,
    },
  });
}

test('neither secrets nor addresses reach a log, whatever happens, and a request is known by its id to the end', async () => {
  expect((await send('works')).status).toBe(200);
  expect((await send('wrong-secret', '/track', { 'openpanel-client-secret': userSecret })).status).toBe(401);
  expect((await send('in-query', `/track?clientSecret=${userSecret}`)).status).toBe(200);
  await system.redis.kill();
  expect((await send('no-redis')).status).toBe(503);
  await system.redis.restart();
  await vi.waitFor(async () => expect((await send('again')).status).toBe(200), 30_000);
  await publishPoison(system, project);
  await vi.waitFor(() => expect(linesOf('poison').length).toBeGreaterThanOrEqual(4), 30_000);

  expect(linesOf('no-redis')).toEqual([expect.objectContaining({ name: 'ingest', msg: 'request refused' })]);
  expect(new Set(linesOf('poison').map(({ name }) => name))).toEqual(new Set(['worker']));
  for (const secret of [address, userSecret, project.clientSecret]) expect(logs()).not.toContain(secret);
}, 90_000);

test('everything that the operator has to know can be read at /metrics', async () => {
  const named = (text: string) => new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const names = named(await (await fetch(`${system.workerUrls[0]}/metrics`)).text());
  for (const name of [
    'rows_stored_total',
    'duplicates_total',
    'values_truncated_total',
    'chunk_messages',
    'queue_messages',
    'queue_oldest_seconds',
    'queue_chunks',
    'batch_messages',
    'batch_duration_seconds',
    'visible_lag_seconds',
    'dead_letters',
  ]) {
    expect(names).toContain(`gatrix_worker_${name}`);
  }
});
