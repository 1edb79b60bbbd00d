import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@gatrix/analytics-free-port';
import { connectForWork } from '@gatrix/analytics-redis';
import { countStart, endWithThisProcess } from '@gatrix/analytics-test-services';
import { vi } from 'vitest';

export interface RedisCluster {
  /** As `REDIS_URL` takes it. */
  readonly url: string;
  stop(): void;
}

const slots = [
  [0, 5_460],
  [5_461, 10_922],
  [10_923, 16_383],
] as const;

/** Three nodes on this machine, each with a third of the slots. They end when this process does. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const dir = mkdtempSync(join(tmpdir(), 'redis-cluster-'));
  const ports = await Promise.all(slots.map(freePort));
  const busPorts = await Promise.all(slots.map(freePort));
  const nodes = ports.map((port, index) => startNode(dir, port, busPorts[index] ?? 0));
  const clients = ports.map((port) => connectForWork({ url: `redis://127.0.0.1:${port}` }));
  for (const client of clients) client.on('error', () => undefined);
  for (const [index, client] of clients.entries()) {
    await client.cluster('ADDSLOTSRANGE', ...(slots[index] ?? [0, 0]));
    await client.call('CLUSTER', 'MEET', '127.0.0.1', String(ports[0]), String(busPorts[0]));
  }
  for (const client of clients) {
    await vi.waitFor(
      async () => {
        const info = String(await client.cluster('INFO'));
        if (!info.includes('cluster_state:ok') || !info.includes('cluster_known_nodes:3'))
          throw new Error(info);
      },
      { timeout: 30_000 },
    );
    client.disconnect();
  }
  return {
    url: ports.map((port) => `redis://127.0.0.1:${port}`).join(','),
    stop() {
      for (const node of nodes) node.kill('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function startNode(dir: string, port: number, busPort: number): ChildProcess {
  const args = [
    ...['--port', port, '--cluster-port', busPort, '--bind', '127.0.0.1', '--dir', dir],
    ...['--cluster-enabled', 'yes', '--cluster-config-file', `nodes-${port}.conf`, '--save', ''],
  ];
  countStart('redis-server');
  const node = spawn('redis-server', args.map(String), { stdio: 'ignore' });
  endWithThisProcess(node);
  return node;
}
