import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@gatrix/analytics-free-port';
import { expect, onTestFinished, test, vi } from 'vitest';
import { newDirectory, running, start } from './run-standalone.ts';

vi.setConfig({ testTimeout: 120_000 });

const blocking = fileURLToPath(new URL('block-on-signal.mjs', import.meta.url));
const pidOf = (dataDir: string) => Number(readFileSync(join(dataDir, 'running'), 'utf8'));

async function isReady(port: string): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/ready`, { signal: AbortSignal.timeout(2_000) }).catch(
    () => undefined,
  );
  return answer?.status === 200;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a server whose event loop is blocked is ended and starts again, with all that it had acknowledged', async () => {
  const [DATA_DIR, PORT] = [newDirectory(), String(await freePort())];
  const env = { DATA_DIR, PORT, HANG_SECONDS: '4', NODE_OPTIONS: `--import ${blocking}` };
  const run = await running(env, 'supervise');
  const sent = await fetch(`http://127.0.0.1:${PORT}/track`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'Mozilla/5.0 (X11; Linux) Firefox/130.0' },
    body: JSON.stringify({ type: 'track', payload: { name: 'before', properties: {} } }),
  });
  expect(sent.status).toBe(200);
  const first = pidOf(DATA_DIR);
  process.kill(first, 'SIGUSR2');
  await vi.waitUntil(() => run.output().includes('did nothing for 4 s: it starts again'), {
    timeout: 40_000,
    interval: 50,
  });
  await vi.waitUntil(() => isReady(PORT), { timeout: 60_000, interval: 200 });
  expect(pidOf(DATA_DIR)).not.toBe(first);

  const { projectId, read } = JSON.parse(readFileSync(join(DATA_DIR, 'credentials.json'), 'utf8'));
  const headers = { 'openpanel-client-id': read.id, 'openpanel-client-secret': read.secret };
  const metrics = await fetch(`http://127.0.0.1:${PORT}/insights/${projectId}/metrics`, { headers });
  expect((await metrics.json()).data.total_events).toBe(1);

  const second = pidOf(DATA_DIR);
  run.child.kill('SIGINT');
  expect(await run.ended).toBe(0);
  expect(isAlive(second)).toBe(false);
});

test('who ends `npm start` ends the server, though npm tells its shell alone', async () => {
  const [DATA_DIR, PORT] = [newDirectory(), String(await freePort())];
  const run = await running({ DATA_DIR, PORT, npm_lifecycle_event: 'start' }, 'supervise', undefined, true);
  const server = pidOf(DATA_DIR);
  onTestFinished(() => {
    if (isAlive(server)) process.kill(server, 'SIGKILL');
  });
  run.child.kill('SIGTERM');
  await vi.waitUntil(() => !isAlive(server), { timeout: 30_000, interval: 50 });
  expect(await isReady(PORT)).toBe(false);
});

test('who kills the one has killed the other, and nothing starts again', async () => {
  const [DATA_DIR, PORT] = [newDirectory(), String(await freePort())];
  const parentKilled = await running({ DATA_DIR, PORT }, 'supervise');
  const orphan = pidOf(DATA_DIR);
  parentKilled.child.kill('SIGKILL');
  await parentKilled.ended;
  await vi.waitUntil(() => !isAlive(orphan), { timeout: 30_000, interval: 5 });

  const serverKilled = await running({ DATA_DIR, PORT }, 'supervise');
  process.kill(pidOf(DATA_DIR), 'SIGKILL');
  await serverKilled.ended;
  expect(serverKilled.child.signalCode).toBe('SIGKILL');
  expect(await isReady(PORT)).toBe(false);

  const refused = start({ DATA_DIR, PORT: 'eighty' }, 'supervise');
  expect(await refused.ended).toBe(1);
});
