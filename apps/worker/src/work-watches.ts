import type { ClickHouseClient } from '@clickhouse/client';
import type { TaskQueue, Tasks } from '@gatrix/analytics-queue';
import { refuseFull, type WorkWatch } from '@gatrix/analytics-service-runtime';

/** The tasks, each of whose ends `summarises` hears. */
export function watchedTasks(tasks: Tasks, summarises: WorkWatch): Tasks {
  const watched = <T>(queue: TaskQueue<T>): TaskQueue<T> => ({
    ...queue,
    consume: (handler, options) => queue.consume((task) => summarises.run(() => handler(task)), options),
  });
  return {
    profiles: watched(tasks.profiles),
    seals: watched(tasks.seals),
    aggregations: watched(tasks.aggregations),
    alerts: tasks.alerts,
    deliveries: tasks.deliveries,
  };
}

const accessDenied = '497';

/** A check of ClickHouse's disks: rejects where one is nearly full. Who may not see them is told nothing. */
export function clickhouseDiskCheck(clickhouse: ClickHouseClient): () => Promise<void> {
  return async () => {
    try {
      const result = await clickhouse.query({
        query: 'SELECT toString(min(unreserved_space)) FROM system.disks',
        format: 'TabSeparated',
      });
      refuseFull(Number(await result.text()));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === accessDenied)) throw error;
    }
  };
}
