import type { ClientWithProject } from '@gatrix/analytics-metadata';
import type { GateDeps } from '../deps.ts';

/** Counts messages that were refused, for the project's ingest counters and for the metrics. */
export function countRejected(
  deps: Pick<GateDeps, 'queue' | 'metrics'>,
  { access, receivedAt }: { readonly access: ClientWithProject; readonly receivedAt: number },
  reason: string,
  count = 1,
): void {
  const minute = Math.floor(receivedAt / 60_000) * 60_000;
  deps.metrics.rejected(reason, count);
  deps.queue.count({ projectId: access.project.id, minute, kind: 'rejected', reason, count });
}
