import { beforeEach, describe, expect, test } from 'vitest';
import type { Subject } from './subject.ts';

export function describeDeduplication(subject: Subject): void {
  describe('deduplication', () => {
    beforeEach(subject.table('a UInt32', 'SETTINGS non_replicated_deduplication_window = 100'));
    const insert = (a: number, token?: string) =>
      subject.client.insert({
        table: 't',
        values: [{ a }],
        format: 'JSONEachRow',
        clickhouse_settings: token
          ? { insert_deduplication_token: token, deduplicate_blocks_in_dependent_materialized_views: 1 }
          : {},
      });
    const count = async () => Number((await subject.rows<{ n: string }>('SELECT count() AS n FROM t'))[0]?.n);

    test('the same token stores once, also when the rows differ', async () => {
      await insert(1, 'a');
      await insert(1, 'a');
      await insert(2, 'a');
      expect(await count()).toBe(1);
      await insert(1, 'b');
      expect(await count()).toBe(2);
    });

    test('a token does not hold for the inserts after it', async () => {
      await insert(1, 'a');
      await Promise.all(Array.from({ length: 12 }, (_, index) => insert(index + 10)));
      expect(await count()).toBe(13);
    });

    test('a materialized view sees a repeated insert once', async () => {
      await subject.client.command({ query: 'DROP TABLE IF EXISTS totals' });
      await subject.client.command({ query: 'DROP VIEW IF EXISTS view' });
      await subject.client.command({
        query:
          'CREATE TABLE totals (n UInt64) ENGINE = SummingMergeTree ORDER BY tuple() SETTINGS non_replicated_deduplication_window = 100',
      });
      await subject.client.command({
        query: 'CREATE MATERIALIZED VIEW view TO totals AS SELECT count() AS n FROM t',
      });
      for (const token of ['a', 'a', 'b', 'a']) await insert(1, token);
      expect(await subject.rows('SELECT sum(n) AS n FROM totals')).toEqual([{ n: '2' }]);
      await subject.client.command({ query: 'DROP VIEW view' });
    });
  });
}
