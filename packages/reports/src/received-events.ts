import { dayMs, param, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Project } from './query/plan.ts';
import type { Runner } from './query/run.ts';
import type { Tables } from './query/tables.ts';

export interface ReceivedSpan {
  /** UTC milliseconds: from when on events were received. */
  readonly from: number;
  /** UTC milliseconds: until when, excluded, they happened. */
  readonly until: number;
}

/**
 * How many events were received since `from` that happened before `until`, and at most a day before `from`. Two answers that
 * differ mean that late events came in between.
 */
export async function receivedEvents(
  { events }: Tables,
  { id }: Pick<Project, 'id'>,
  { from, until }: ReceivedSpan,
  runner: Runner,
): Promise<number> {
  const [row] = await runner.run<{ received: number }>(sql`SELECT count() AS received
    FROM ${events}
    WHERE project_id = ${param.string(id)} AND timestamp >= ${param.time(from - dayMs)} AND timestamp < ${param.time(until)}
      AND created_at >= ${param.time(from)}`);
  return row?.received ?? 0;
}
