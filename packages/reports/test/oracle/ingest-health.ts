import type { EventRow, IngestCounterRow } from '@gatrix/analytics-clickhouse-schema';
import { localInstant, slicesOf, type Unit } from './local-time.ts';
import { compareText } from './overview.ts';
import { sum } from './sessions.ts';

export interface Ingested {
  readonly events: readonly EventRow[];
  readonly counters: readonly IngestCounterRow[];
  readonly now: number;
}

/** What was counted, where nobody knows of a queue. */
export function ingestHealthOracle(
  { events, counters, now }: Ingested,
  { timezone, from, to }: { readonly timezone: string; readonly from: number; readonly to: number },
  interval: 'hour' | Unit,
) {
  const inRange = counters.filter((row) => row.minute >= from && row.minute < to);
  const of = (rows: readonly IngestCounterRow[], kind: string) =>
    sum(rows.filter((row) => row.kind === kind).map((row) => row.count));
  const kinds = (rows: readonly IngestCounterRow[]) => ({
    accepted: of(rows, 'accepted'),
    rejected: of(rows, 'rejected'),
    duplicates: of(rows, 'duplicate'),
    bots: of(rows, 'bot'),
  });
  const reasons = [...new Set(inRange.filter((row) => row.kind === 'rejected').map((row) => row.reason))];
  const received = events.map((event) => event.created_at);
  return {
    ...kinds(inRange),
    truncated: of(inRange, 'truncated'),
    rejected_by_reason: reasons
      .map((reason) => ({
        reason,
        count: of(
          inRange.filter((row) => row.reason === reason),
          'rejected',
        ),
      }))
      .sort((a, b) => b.count - a.count || compareText(a.reason, b.reason)),
    last_received_at: received.length === 0 ? null : localInstant(timezone, Math.max(...received)),
    queue_depth: null,
    lag_seconds: null,
    series: slicesOf(timezone, interval, from, to).map(({ start, end, date }) => ({
      date,
      ...kinds(inRange.filter((row) => row.minute >= start && row.minute < end)),
      ...(end > now || start < from || end > to ? { incomplete: true as const } : {}),
    })),
  };
}
