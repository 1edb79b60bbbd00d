import { describe, expect, test } from 'vitest';
import type { Subject } from './subject.ts';

export function describeSettings(subject: Subject): void {
  describe('settings', () => {
    const maxThreads = "SELECT getSetting('max_threads') AS n";

    test('hold for their query and no longer', async () => {
      const [usual] = await subject.rows(maxThreads);
      expect(await subject.rows(maxThreads, { clickhouse_settings: { max_threads: 17 } })).toEqual([
        { n: 17 },
      ]);
      const after = await Promise.all(Array.from({ length: 12 }, () => subject.rows(maxThreads)));
      expect(after.flat()).toEqual(Array(12).fill(usual));
    });

    test('do not outlive a query that failed', async () => {
      const [usual] = await subject.rows(maxThreads);
      const failing = subject.rows('SELECT nope', { clickhouse_settings: { max_threads: 17 } });
      await expect(failing).rejects.toMatchObject({ code: '47' });
      const after = await Promise.all(Array.from({ length: 12 }, () => subject.rows(maxThreads)));
      expect(after.flat()).toEqual(Array(12).fill(usual));
    });

    test('and those that a statement makes itself do not, either', async () => {
      const [usual] = await subject.rows(maxThreads);
      await subject.client.command({ query: 'SET max_threads = 17' });
      const after = await Promise.all(Array.from({ length: 12 }, () => subject.rows(maxThreads)));
      expect(after.flat()).toEqual(Array(12).fill(usual));
    });

    test('may hold quotes and backslashes', async () => {
      const comment = `it's a \\ comment`;
      const found = await subject.rows("SELECT getSetting('log_comment') AS c", {
        clickhouse_settings: { log_comment: comment },
      });
      expect(found).toEqual([{ c: comment }]);
    });

    test('an unknown one is ClickHouse’s error', async () => {
      const clickhouse_settings = { no_such_setting: '1' };
      await expect(subject.rows('SELECT 1', { clickhouse_settings })).rejects.toMatchObject({
        code: '115',
        type: 'UNKNOWN_SETTING',
      });
    });

    test('those of the HTTP layer are accepted', async () => {
      const clickhouse_settings = {
        wait_end_of_query: 1,
        send_progress_in_http_headers: 1,
        http_headers_progress_interval_ms: '1000',
      };
      expect(await subject.rows('SELECT 1 AS a', { clickhouse_settings })).toEqual([{ a: 1 }]);
    });
  });
}
