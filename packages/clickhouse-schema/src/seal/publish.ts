import type { InsertTarget } from '../insert-rows.ts';
import { dayMs } from '../zones/zone.ts';

/** A row of `sealed_days`. */
type SealRow = Readonly<Record<string, string | number>>;

export async function publishSeals(
  { clickhouse, database }: InsertTarget,
  seals: readonly SealRow[],
): Promise<void> {
  await clickhouse.insert({
    table: `${database}.sealed_days`,
    values: [...seals],
    format: 'JSONEachRow',
    clickhouse_settings: { async_insert: 0, insert_deduplicate: 0, distributed_foreground_insert: 1 },
  });
}

/** A row without a seal, newer than those that were published at `sealedAt` (milliseconds), takes the place of each day's. */
export function withdrawSeals(
  target: InsertTarget,
  projectId: string,
  days: readonly { readonly day: number }[],
  sealedAt: number,
): Promise<void> {
  const sealed_at = ((sealedAt + 1) / 1_000).toFixed(3);
  return publishSeals(
    target,
    days.map(({ day }) => ({ project_id: projectId, day: dateOf(day), seal: 0, sealed_at })),
  );
}

/** A day since the epoch, as ClickHouse writes it. */
export function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
