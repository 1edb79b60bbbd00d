import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { startClickHouseHttp } from '../src/index.ts';
import { describeContract } from './contract.ts';

describeContract('over HTTP', async () => {
  const path = await mkdtemp(join(tmpdir(), 'gatrix-embedded-'));
  const server = await startClickHouseHttp({ path });
  const client = createClient({
    url: server.url,
    max_open_connections: 100,
    compression: { request: true, response: true },
    log: { level: ClickHouseLogLevel.OFF },
  });
  return {
    client,
    async close() {
      await client.close();
      await server.close();
      await rm(path, { recursive: true });
    },
  };
});
