import { describe, expect, test } from 'vitest';
import type { Subject } from './subject.ts';

export function describeConcurrency(subject: Subject): void {
  describe('concurrency', () => {
    const slow = 'SELECT count() AS n FROM numbers(20000000000) WHERE sipHash64(number) % 7 = 0';
    /** As clients that read have it: a server stops their queries when they are gone. */
    const reading = { readonly: '2', cancel_http_readonly_queries_on_client_close: 1 } as const;
    const slowRows = (options: { readonly abort_signal: AbortSignal; readonly comment?: string }) =>
      subject.rows(slow, {
        abort_signal: options.abort_signal,
        clickhouse_settings: { ...reading, log_comment: options.comment ?? '' },
      });
    const slowIds = async () =>
      (
        await subject.rows<{ id: string }>(
          "SELECT query_id AS id FROM system.processes WHERE query LIKE '%sipHash64(number)%' AND query NOT LIKE '%processes%'",
        )
      ).length;
    const until = (count: number) => expect.poll(slowIds).toBe(count);

    test('a fast query beside two slow ones comes back before them', async () => {
      const abort = new AbortController();
      const slowOnes = [1, 2].map(() => slowRows({ abort_signal: abort.signal }));
      const outcomes = Promise.allSettled(slowOnes);
      await until(2);
      expect(await subject.rows('SELECT 1 AS a')).toEqual([{ a: 1 }]);
      expect(await slowIds()).toBe(2);
      abort.abort();
      expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      await until(0);
    });

    test('an abort rejects at once and stops the query in the engine', async () => {
      const abort = new AbortController();
      const aborted = expect(slowRows({ abort_signal: abort.signal })).rejects.toThrow(/abort/i);
      await until(1);
      abort.abort();
      await aborted;
      await until(0);
    });

    test('an aborted stream ends its query', async () => {
      const abort = new AbortController();
      const result = await subject.client.query({
        query: 'SELECT number, sipHash64(number) AS h FROM numbers(100000000000)',
        format: 'JSONEachRow',
        abort_signal: abort.signal,
        clickhouse_settings: reading,
      });
      await until(1);
      const read = (async () => {
        for await (const some of result.stream()) if (some.length > 0) result.close();
      })();
      await expect(read).rejects.toThrow();
      await until(0);
    });

    test('an insert does not wait for queries, however many', async () => {
      await subject.table('a UInt32, s String')();
      const abort = new AbortController();
      const outcomes = Promise.allSettled(
        Array.from({ length: 8 }, () => slowRows({ abort_signal: abort.signal })),
      );
      const before = await subject.client.insert({ table: 't', values: [{ a: 1 }], format: 'JSONEachRow' });
      expect(before.summary?.written_rows).toBe('1');
      abort.abort();
      await outcomes;
      await until(0);
    });

    test('an abort stops its own query and no other, whatever their comments', async () => {
      const abort = new AbortController();
      const clickhouse_settings = { log_comment: 'the same' };
      const aborted = expect(slowRows({ abort_signal: abort.signal, comment: 'the same' })).rejects.toThrow();
      const other = subject.rows('SELECT sleepEachRow(0.1) FROM numbers(5) SETTINGS max_block_size = 1', {
        clickhouse_settings,
      });
      await until(1);
      abort.abort();
      await aborted;
      expect(await other).toHaveLength(5);
    });

    test('a hundred queries at once are all answered', async () => {
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, index) => subject.rows(`SELECT ${index} AS a`)),
      );
      expect(answers.flat()).toEqual(Array.from({ length: 100 }, (_, a) => ({ a })));
    });
  });
}
