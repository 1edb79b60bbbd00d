import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEmbeddedClickHouse } from '@gatrix/analytics-clickhouse-embedded';
import { freePort } from '@gatrix/analytics-free-port';
import { afterAll, expect, test, vi } from 'vitest';
import { makeMemoryCgroup } from './memory-cgroup.ts';
import { newDirectory, running } from './run-standalone.ts';

vi.setConfig({ testTimeout: 300_000 });

const gibibyte = 1024 ** 3;
const cgroup = makeMemoryCgroup(gibibyte);
afterAll(() => cgroup?.remove());

// Where no cgroup can be made (that takes root), `engineMemoryLimit` and the engine's own limit have tests of their own.
test.skipIf(!cgroup)(
  'in a container of 1 GB, heavy reports end with a clear error, and the server goes on',
  async () => {
    const [DATA_DIR, PORT] = [newDirectory(), String(await freePort())];
    const first = await running({ DATA_DIR, PORT });
    first.child.kill('SIGTERM');
    await first.ended;
    const { projectId, root } = JSON.parse(readFileSync(join(DATA_DIR, 'credentials.json'), 'utf8'));
    await fill(DATA_DIR, projectId);

    const run = await running({ DATA_DIR, PORT }, 'main', cgroup?.procs);
    const headers = {
      ...{ 'openpanel-client-id': root.id, 'openpanel-client-secret': root.secret },
      'content-type': 'application/json',
    };
    const post = (path: string, body: unknown) =>
      fetch(`http://127.0.0.1:${PORT}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const of = `/insights/${projectId}`;
    const [startDate, endDate] = [20, 0].map((days) =>
      new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10),
    );
    const range = { startDate, endDate };

    const sql = 'SELECT uniqExact(id, arrayJoin(range(1000))) AS pairs FROM events';
    const tooMuch = await post(`${of}/query/sql`, { sql });
    expect(tooMuch.status).toBe(422);
    const { error } = await tooMuch.json();
    expect(error.code).toBe('query_limit');
    // Of what the container has, and with room for Node beside it.
    const [, limit] = /^the query needs more than (\d+) bytes of memory/.exec(error.message) ?? [];
    expect(Number(limit)).toBeLessThan(gibibyte / 2);

    const heavy = await Promise.all([
      post(`${of}/query/sql`, { sql }),
      post(`${of}/query/sql`, { sql }),
      post(`${of}/funnel`, { ...range, steps: ['a', 'b', 'c'].map((name) => ({ name })) }),
      post('/track', { type: 'track', payload: { name: 'meanwhile' } }),
    ]);
    expect(heavy.map(({ status }) => [200, 422].includes(status) || status)).toEqual(heavy.map(() => true));
    expect(heavy.at(-1)?.status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${PORT}/ready`)).status).toBe(200);
    expect(run.child.exitCode).toBeNull();
    expect(cgroup?.killed()).toBe(0);
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
  },
);

/** 200,000 events of as many devices. */
async function fill(dataDir: string, projectId: string): Promise<void> {
  const engine = await createEmbeddedClickHouse({ path: join(dataDir, 'clickhouse') });
  await engine.client.command({
    query: `INSERT INTO analytics.events (id, project_id, name, device_id, profile_id, session_id, timestamp, created_at, properties)
SELECT generateUUIDv4(), {projectId:String}, substring('abc', 1 + number % 3, 1), hex(sipHash128(number)), 'p' || toString(number % 60000), hex(sipHash64(number)),
  now64(3) - toIntervalSecond(number), now64(3), map('key', 'v' || toString(number % 1000)) FROM numbers(200000)`,
    query_params: { projectId },
  });
  await engine.close();
}
