import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMetadata } from '@gatrix/analytics-metadata';
import { redisForTest, startApp, waitForAddress } from '@gatrix/analytics-test-services';
import { expect, test } from 'vitest';

test('the process starts from its environment, takes a burst of connections, answers what is durable, and ends with 0 on SIGTERM', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'ingest-main-'));
  const databaseUrl = `sqlite:${join(directory, 'metadata.db')}`;
  const metadata = createMetadata({ url: databaseUrl });
  await metadata.migrate();
  const project = await metadata.projects.create({ name: 'p', domain: '' });
  const { client } = await metadata.clients.create({ projectId: project.id, name: 'w', type: 'write' });
  await metadata.close();
  const { redisUrl, keyPrefix } = await redisForTest();
  const ingest = startApp('ingest', {
    env: {
      PORT: '0',
      HOST: '127.0.0.1',
      REDIS_URL: redisUrl,
      QUEUE_PREFIX: `{${keyPrefix}main}`,
      DATABASE_URL: databaseUrl,
      DEFAULT_CLIENT_ID: client.id,
      NODE_ENV: 'production',
    },
  });
  try {
    const url = await waitForAddress(ingest);
    const ready = async () => (await fetch(`${url}/ready`)).status;
    await expect.poll(ready).toBe(200);
    const answer = await fetch(`${url}/track`, {
      method: 'POST',
      body: JSON.stringify({ type: 'track', payload: { name: 'x' } }),
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ success: true });

    // While it has no time for them, the system holds them.
    ingest.child.kill('SIGSTOP');
    const burst = Array.from({ length: 800 }, () => connect(Number(new URL(url).port), '127.0.0.1'));
    await Promise.all(
      burst.map((socket) => once(socket, 'connect', { signal: AbortSignal.timeout(20_000) })),
    );
    for (const socket of burst) socket.destroy();
    ingest.child.kill('SIGCONT');

    expect(await ingest.stop()).toBe(0);
  } finally {
    await ingest.stop('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  }
});
