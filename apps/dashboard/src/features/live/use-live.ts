import { useReport } from '../../api/api-context.tsx';

/** Events that happened longer ago than that were late when they arrived: from an import, or a device that was offline. */
export const lateMinutes = 10;

/** Who is here now: people whose events arrived in the last 5 minutes, without those of late events alone. */
export function useLive(limit: number, refreshMs: number, enabled = true) {
  return useReport('live', { limit, maxLateMinutes: lateMinutes }, { refreshMs, enabled });
}
