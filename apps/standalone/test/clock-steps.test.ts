import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@gatrix/analytics-free-port';
import { createMetadata } from '@gatrix/analytics-metadata';
import { expect, test, vi } from 'vitest';
import { newDirectory, running } from './run-standalone.ts';

vi.setConfig({ testTimeout: 300_000 });

const stepping = fileURLToPath(new URL('step-clock-on-signal.mjs', import.meta.url));

test('while the clock goes back an hour, clients are revoked, limits end, and events are stored as ever', async () => {
  const [DATA_DIR, PORT] = [newDirectory(), String(await freePort())];
  const run = await running({ DATA_DIR, PORT, RATE_LIMIT_MAX: '3', NODE_OPTIONS: `--import ${stepping}` });
  const { projectId, write, read, root } = JSON.parse(
    readFileSync(join(DATA_DIR, 'credentials.json'), 'utf8'),
  );
  const url = `http://127.0.0.1:${PORT}`;
  const headersOf = ({ id, secret }: typeof write) => ({
    ...{ 'openpanel-client-id': id, 'openpanel-client-secret': secret },
    'content-type': 'application/json',
  });
  let acknowledged = 0;
  const track = async (headers: Record<string, string>) => {
    const body = JSON.stringify({ type: 'track', payload: { name: 'tick' } });
    const { status } = await fetch(`${url}/track`, { method: 'POST', headers, body });
    if (status === 200) acknowledged += 1;
    return status;
  };
  const unverified = {
    ...{ 'content-type': 'application/json', 'user-agent': 'Mozilla/5.0 (X11; Linux) Firefox/130.0' },
  };
  expect(await track(headersOf(write))).toBe(200);
  const limited = [
    await track(unverified),
    await track(unverified),
    await track(unverified),
    await track(unverified),
  ];
  expect(limited).toEqual([200, 200, 200, 429]);
  const limitedAt = performance.now();

  // The days around: what came after the step is of an hour before.
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const metrics = (client: typeof read) =>
    fetch(`${url}/insights/${projectId}/metrics?startDate=${day(-1)}&endDate=${day(1)}`, {
      headers: headersOf(client),
    });
  expect((await metrics(read)).status).toBe(200);

  process.kill(run.child.pid ?? 0, 'SIGUSR2');
  const metadata = createMetadata({ url: `sqlite:${join(DATA_DIR, 'metadata.db')}` });
  await metadata.clients.revoke(read.id);
  await metadata.close();
  await vi.waitFor(async () => expect((await metrics(read)).status).toBe(401), {
    timeout: 30_000,
    interval: 200,
  });
  expect(await track(headersOf(write)), 'others send on').toBe(200);
  await vi.waitFor(async () => expect(await track(unverified)).toBe(200), {
    timeout: 90_000,
    interval: 1_000,
  });
  expect(performance.now() - limitedAt, 'a minute is a minute').toBeGreaterThan(50_000);

  const { parts } = await (await fetch(`${url}/ready`)).json();
  for (const part of parts) expect(part, JSON.stringify(part)).toMatchObject({ status: 'ok' });
  expect((await (await metrics(root)).json()).data.total_events).toBe(acknowledged);
});
