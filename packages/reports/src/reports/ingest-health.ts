import { formatInstant, param, sql } from '@gatrix/analytics-clickhouse-schema';
import { ingestHealthData, ingestHealthParameters } from '@gatrix/analytics-protocol/insights';
import { bucketOf } from '../query/compile.ts';
import { bucketsIn, isIncomplete } from '../query/series.ts';
import { defineReport } from './report.ts';

/** What ingest did with messages in the range (counted by the minute), and what waits to be stored now. */
export const ingestHealth = defineReport({
  name: 'ingestHealth',
  path: '/ingest-health',
  methods: ['GET'],
  summary: 'Accepted, rejected by reason, duplicates, bots, queue depth and lag',
  parameters: ingestHealthParameters,
  data: ingestHealthData,
  find: async (plan, parameters, runner) => {
    const { range } = plan;
    const buckets = bucketsIn(plan, range, parameters.interval ?? 'day');
    const project = param.string(plan.projectId);
    const minute = sql`toDateTime64(minute, 3, 'UTC')`;
    const rows =
      buckets.length === 0
        ? []
        : await runner.run<Row>(sql`SELECT ${bucketOf(minute, buckets)} AS bucket, kind, reason, sum(count) AS messages
FROM ${plan.tables.ingestCounters}
WHERE project_id = ${project} AND ${minute} >= ${param.time(range.from)} AND ${minute} < ${param.time(range.to)}
GROUP BY bucket, kind, reason`);
    const [newest] = await runner.run<{ at: number | null }>(sql`SELECT
  if(count() = 0, NULL, toUnixTimestamp64Milli(max(created_at))) AS at
FROM ${plan.tables.events}
WHERE project_id = ${project}`);
    const queue = await plan.queueStatus?.();
    const total = countsOf(rows);
    return {
      data: {
        ...total,
        truncated: messagesOf(rows, 'truncated'),
        rejected_by_reason: reasonsOf(rows),
        last_received_at: typeof newest?.at === 'number' ? formatInstant(plan.zone, newest.at) : null,
        queue_depth: queue ? queue.depth : null,
        lag_seconds: queue ? (queue.oldestAgeMs ?? 0) / 1000 : null,
        series: buckets.map((bucket) => ({
          date: bucket.date,
          ...countsOf(rows.filter((row) => row.bucket === bucket.start)),
          ...(isIncomplete(bucket, range, plan.now) ? { incomplete: true as const } : {}),
        })),
      },
    };
  },
});

interface Row {
  readonly bucket: number;
  readonly kind: string;
  readonly reason: string;
  readonly messages: number;
}

function countsOf(rows: readonly Row[]) {
  return {
    accepted: messagesOf(rows, 'accepted'),
    rejected: messagesOf(rows, 'rejected'),
    duplicates: messagesOf(rows, 'duplicate'),
    bots: messagesOf(rows, 'bot'),
  };
}

function messagesOf(rows: readonly Row[], kind: string): number {
  return rows.reduce((sum, row) => sum + (row.kind === kind ? row.messages : 0), 0);
}

function reasonsOf(rows: readonly Row[]): { reason: string; count: number }[] {
  const reasons = [...new Set(rows.filter((row) => row.kind === 'rejected').map((row) => row.reason))];
  return reasons
    .map((reason) => ({
      reason,
      count: messagesOf(
        rows.filter((row) => row.reason === reason),
        'rejected',
      ),
    }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}
