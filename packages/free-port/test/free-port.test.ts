import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../src/index.ts';

test('a port is below those of outgoing connections, and a server can listen on it', async () => {
  for (let round = 0; round < 100; round++) {
    const port = await freePort();
    expect(port).toBeGreaterThanOrEqual(20_000);
    expect(port).toBeLessThan(32_000);
  }
  const server = createServer().listen(await freePort(), '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
});
