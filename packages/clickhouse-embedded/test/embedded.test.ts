import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClickHouseLogLevel } from '@clickhouse/client';
import { createEmbeddedClickHouse } from '../src/index.ts';
import { describeContract } from './contract.ts';

describeContract('in the process', async () => {
  const path = await mkdtemp(join(tmpdir(), 'gatrix-embedded-'));
  const { client, close } = await createEmbeddedClickHouse({ path, log: { level: ClickHouseLogLevel.OFF } });
  return {
    client,
    async close() {
      await close();
      await rm(path, { recursive: true });
    },
  };
});
