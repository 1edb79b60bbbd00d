import { ClickHouseError } from '@clickhouse/client';
import { describe, expect, test } from 'vitest';
import type { Subject } from './subject.ts';

export function describeErrors(subject: Subject): void {
  describe('errors', () => {
    test.each([
      ['SELECT nope', '47', 'UNKNOWN_IDENTIFIER'],
      ['SELECT * FROM nope', '60', 'UNKNOWN_TABLE'],
      ['SELECT * FROM nope.nope', '81', 'UNKNOWN_DATABASE'],
      ["SELECT toUInt8('x')", '6', 'CANNOT_PARSE_TEXT'],
      ['SELECT nope(1)', '46', 'UNKNOWN_FUNCTION'],
      ["SELECT throwIf(1, 'boom')", '395', 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO'],
      [
        "SELECT sleep(1) SETTINGS max_execution_time = 0.1, function_sleep_max_microseconds_per_block = 0, timeout_overflow_mode = 'throw'",
        '159',
        'TIMEOUT_EXCEEDED',
      ],
    ])('%s is a ClickHouseError with its code', async (query, code, type) => {
      const error = await subject.rows(query).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ClickHouseError);
      expect(error).toMatchObject({ code, type });
    });

    test('a syntax error is one, too', async () => {
      await expect(subject.rows('SELEC 1')).rejects.toMatchObject({ code: '62' });
    });

    test('a second statement is refused and not run', async () => {
      const command = subject.client.command({
        query: 'CREATE TABLE second (a Int8) ENGINE = Memory; SELECT 1',
      });
      await expect(command).rejects.toMatchObject({ code: '62' });
      expect(await subject.rows('EXISTS TABLE second')).toEqual([{ result: 0 }]);
    });

    test('files of the machine are neither written nor read by a statement', async () => {
      const out = subject.client.command({ query: "SELECT 1 INTO OUTFILE '/tmp/never-written'" });
      await expect(out).rejects.toBeInstanceOf(ClickHouseError);
      const into = subject.client.command({
        query: "INSERT INTO t FROM INFILE '/etc/passwd' FORMAT LineAsString",
      });
      await expect(into).rejects.toBeInstanceOf(ClickHouseError);
    });

    test('one in the middle of a streamed result reaches the reader', async () => {
      const query = 'SELECT number, throwIf(number = 2000000) AS t FROM numbers(3000000)';
      const result = await subject.client.query({
        query,
        format: 'JSONEachRow',
        clickhouse_settings: { max_threads: 1 },
      });
      let seen = 0;
      const reading = (async () => {
        for await (const some of result.stream()) seen += some.length;
      })();
      // Over HTTP the connection breaks, as it would for any other reason.
      await expect(reading).rejects.toThrow();
      expect(seen).toBeGreaterThan(0);
    });
  });
}
