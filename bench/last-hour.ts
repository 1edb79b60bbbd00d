import type { ClickHouseClient } from '@clickhouse/client';

const hourMs = 3_600_000;

/** Both with a table `events`. */
export const databases = ['analytics', 'plan'];

/** Of the last hour, those that come while a project is looked at. */
export const isKept = 'cityHash64(id) % 50 = 0';

export function received(time: number): string {
  return `created_at >= toDateTime64(${time / 1_000}, 3, 'UTC')`;
}

/** Until now means that what came last is in parts of its own, and what came before in those that were merged. */
export async function takeOutLastHour(clickhouse: ClickHouseClient, end: number): Promise<void> {
  for (const database of databases) {
    const lastHour = received(end - hourMs);
    await clickhouse.command({ query: `CREATE TABLE ${database}.last_hour AS ${database}.events` });
    await clickhouse.command({
      query: `INSERT INTO ${database}.last_hour SELECT * FROM ${database}.events WHERE ${lastHour}`,
    });
    await clickhouse.command({
      query: `ALTER TABLE ${database}.events DELETE WHERE ${lastHour} SETTINGS mutations_sync = 2`,
    });
  }
}

/** Also those that a run which did not end had taken out. */
export async function putBackLastHour(clickhouse: ClickHouseClient, end: number): Promise<void> {
  for (const database of databases) {
    await clickhouse.command({
      query: `CREATE TABLE IF NOT EXISTS ${database}.last_hour AS ${database}.events`,
    });
  }
  await putBack(clickhouse, end, '1');
  for (const database of databases) await clickhouse.command({ query: `DROP TABLE ${database}.last_hour` });
}

/** Some of the events that were taken out. */
export async function putBack(clickhouse: ClickHouseClient, end: number, condition: string): Promise<void> {
  for (const database of databases) {
    await clickhouse.command({
      query: `INSERT INTO ${database}.events SELECT * FROM ${database}.last_hour WHERE id NOT IN (SELECT id FROM ${database}.events WHERE ${received(end - hourMs)}) AND ${condition}`,
      clickhouse_settings: { insert_deduplicate: 0 },
    });
  }
}

export function storeNext(clickhouse: ClickHouseClient, end: number): Promise<void> {
  return putBack(clickhouse, end, `${isKept} LIMIT 1`);
}
