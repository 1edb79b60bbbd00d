import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type InsertTarget, rederive } from '@gatrix/analytics-clickhouse-schema';
import type { Tasks } from '@gatrix/analytics-queue';

/** Whether the process before this one on the same directory ended without closing. Marks this one as running. */
export function markRunning(dataDir: string): { readonly wasUnclean: boolean; clear(): void } {
  const marker = join(dataDir, 'running');
  const wasUnclean = existsSync(marker);
  writeFileSync(marker, `${process.pid}\n`);
  return { wasUnclean, clear: () => rmSync(marker, { force: true }) };
}

/** The last batch that a killed process stored came in within this time before its newest row. */
const lastBatchMs = 60_000;

/**
 * What views and tasks derive from events may lack the last batch of a process that was killed between a table
 * and its views. Deriving it again changes nothing else.
 */
export async function repairDerived(target: InsertTarget, tasks: Tasks): Promise<void> {
  const { clickhouse, database } = target;
  await rederive(target, lastBatchMs);
  const result = await clickhouse.query({
    query: `SELECT project_id, groupUniqArray(profile_id) AS profile_ids FROM ${database}.profile_changes
WHERE created_at >= (SELECT max(created_at) FROM ${database}.profile_changes) - toIntervalMillisecond({window:UInt32})
GROUP BY project_id`,
    query_params: { window: lastBatchMs },
    format: 'JSONEachRow',
  });
  for (const { project_id, profile_ids } of await result.json<{
    project_id: string;
    profile_ids: string[];
  }>()) {
    await tasks.profiles.add({ projectId: project_id, profileIds: profile_ids });
  }
}
