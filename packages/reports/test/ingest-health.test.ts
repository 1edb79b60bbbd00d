import { ingestHealthParameters } from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';

const now = Date.UTC(2027, 0, 1);

let engine: Engine;
let reports: Reports;

beforeAll(async () => {
  engine = await startEngine();
  reports = createReports({
    ...engine,
    now: () => now,
    queueStatus: async () => ({ depth: 7, oldestAgeMs: 1500 }),
  });
});
afterAll(() => engine.close());

test('/ingest-health adds up the counters by kind, reason and bucket, and asks the queue', async () => {
  const count = (minute: string, kind: string, reason: string, messages: number) => ({
    project_id: 'health',
    minute: Date.parse(minute) / 1000,
    kind,
    reason,
    count: messages,
  });
  await engine.clickhouse.insert({
    table: `${engine.database}.ingest_counters`,
    format: 'JSONEachRow',
    values: [
      count('2026-12-30T23:59:00Z', 'accepted', '', 5),
      count('2026-12-31T00:00:00Z', 'accepted', '', 10),
      count('2026-12-31T00:00:00Z', 'rejected', 'invalid_message', 2),
      count('2026-12-31T01:00:00Z', 'rejected', 'rate_limited', 3),
      count('2026-12-31T01:00:00Z', 'duplicate', '', 1),
      count('2026-12-31T01:00:00Z', 'bot', '', 4),
    ],
  });
  const parameters = parseParameters(ingestHealthParameters, {
    startDate: '2026-12-30',
    endDate: '2026-12-31',
  });
  const { data } = await reports.ingestHealth({ id: 'health' }, parameters);
  expect(data).toEqual({
    accepted: 15,
    rejected: 5,
    duplicates: 1,
    bots: 4,
    truncated: 0,
    rejected_by_reason: [
      { reason: 'rate_limited', count: 3 },
      { reason: 'invalid_message', count: 2 },
    ],
    last_received_at: null,
    queue_depth: 7,
    lag_seconds: 1.5,
    series: [
      { date: '2026-12-30T00:00:00+00:00', accepted: 5, rejected: 0, duplicates: 0, bots: 0 },
      { date: '2026-12-31T00:00:00+00:00', accepted: 10, rejected: 5, duplicates: 1, bots: 4 },
    ],
  });
});
