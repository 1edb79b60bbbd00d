import { text } from 'node:stream/consumers';
import type { ClickHouseClient } from '@clickhouse/client';
import { type Sql, toQuery } from '@gatrix/analytics-clickhouse-schema';
import { InvalidParametersError, type LimitKind, QueryLimitError } from './errors.ts';
import { type RowReader, readRows } from './row-binary.ts';

export interface QueryLimits {
  readonly timeoutSeconds: number;
  readonly memoryBytes: number;
  /** Rows that one query may read. */
  readonly rows: number;
  /** Sessions over several days that a statement may name, 21 bytes each; where there are more, it asks for them. */
  readonly listedSessions: number;
  /** Events of a range up to which pages are found, and what is said of them, in one statement. */
  readonly eventsAtOnce: number;
  /** Events of a project from which on the people of a segment are kept for some minutes. */
  readonly keptSegmentsFrom: number;
}

export const defaultLimits: QueryLimits = {
  timeoutSeconds: 30,
  memoryBytes: 4 * 1024 ** 3,
  rows: 5_000_000_000,
  listedSessions: 10_000,
  eventsAtOnce: 500_000,
  keptSegmentsFrom: 1_000_000,
};

export interface Table {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Runs queries one answer needs, and counts the rows they read. */
export interface Runner {
  run<Row>(statement: Sql): Promise<Row[]>;
  /** For results that are large: calls back with a reader for each row, who reads the columns in their order. */
  binary(statement: Sql, onRow: (reader: RowReader) => void): Promise<void>;
  /** Rows as arrays, with the names and types of their columns. `settings` is the whole clause: it has to carry the limits. */
  table(statement: Sql, settings: (limits: QueryLimits) => string): Promise<Table>;
  /**
   * The lines of the answer to a statement that is parsed and no more: it carries no limits, and no format, since EXPLAIN AST
   * takes both for a part of what it explains.
   */
  lines(statement: Sql): Promise<string[]>;
  rowsRead(): number;
  /** Adds rows that another runner read for this answer. */
  countRows(rows: number): void;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Every query carries the limits. Throws QueryLimitError where it passes one, InvalidParametersError for a
 * regular expression that ClickHouse cannot compile, and what the client throws for all else.
 */
export function createRunner(
  clickhouse: ClickHouseClient,
  limits: QueryLimits,
  signal: AbortSignal | undefined,
): Runner {
  // In the query's text, because an embedded engine keeps settings that come beside it for the next query.
  const settings = settingsOf(limits);
  const limited = (statement: Sql, clause = settings) => {
    signal?.throwIfAborted();
    const { query, query_params } = toQuery(statement);
    return {
      query: `${query}\n${clause}`,
      query_params,
      // Long lists travel in the body, where a URL has no room.
      use_multipart_params_auto: true,
      ...(signal ? { abort_signal: signal } : {}),
    };
  };
  let rowsRead = 0;
  return {
    signal,
    rowsRead: () => rowsRead,
    countRows: (rows) => {
      rowsRead += rows;
    },
    run: async <Row>(statement: Sql): Promise<Row[]> => {
      try {
        const result = await clickhouse.query({ ...limited(statement), format: 'JSON' });
        const answer = await result.json<Row>();
        rowsRead += answer.statistics?.rows_read ?? 0;
        return answer.data;
      } catch (error) {
        throw explain(error, limits, signal);
      }
    },
    table: async (statement, settingsFor) => {
      try {
        const request = limited(statement, settingsFor(limits));
        const result = await clickhouse.query({ ...request, format: 'JSONCompact' });
        const { meta = [], data, statistics } = await result.json<unknown[]>();
        rowsRead += statistics?.rows_read ?? 0;
        return { columns: meta.map(({ name, type }) => ({ name, type })), rows: data };
      } catch (error) {
        throw explain(error, limits, signal);
      }
    },
    lines: async (statement) => {
      try {
        const { query, ...rest } = limited(statement, '');
        const { stream } = await clickhouse.exec({
          ...rest,
          query,
          clickhouse_settings: { wait_end_of_query: 1 },
        });
        return (await text(stream)).split('\n').filter((line) => line !== '');
      } catch (error) {
        throw explain(error, limits, signal);
      }
    },
    binary: async (statement, onRow) => {
      const { query, ...rest } = limited(statement);
      try {
        const result = await clickhouse.exec({
          ...rest,
          query: `${query}\nFORMAT RowBinary`,
          // The whole result first, so that what goes wrong late is an error and not bytes among the rows.
          clickhouse_settings: { wait_end_of_query: 1 },
        });
        rowsRead += Number(result.summary?.read_rows ?? 0);
        await readRows(result.stream, onRow);
      } catch (error) {
        throw explain(error, limits, signal);
      }
    },
  };
}

/** The limits as a SETTINGS clause. */
export function settingsOf(limits: QueryLimits): string {
  return [
    `SETTINGS max_execution_time = ${limits.timeoutSeconds}`,
    `max_memory_usage = ${limits.memoryBytes}`,
    `max_bytes_before_external_group_by = ${Math.floor(limits.memoryBytes / 2)}`,
    `max_bytes_before_external_sort = ${Math.floor(limits.memoryBytes / 2)}`,
    `max_rows_to_read = ${limits.rows}`,
    // On a cluster a subquery is asked once, of all shards.
    "distributed_product_mode = 'global'",
    // To look up a large set in the index of every granule takes longer than to read the rows.
    'use_index_for_in_with_subqueries_max_values = 1000',
    // A filter's column stays a column where the SELECT has an aggregate under the same name.
    'prefer_column_name_to_alias = 1',
    'output_format_json_quote_64bit_integers = 0',
    'output_format_json_quote_decimals = 0',
  ].join(', ');
}

const limitOfCode: Record<string, LimitKind> = {
  158: 'rows',
  159: 'time',
  160: 'time',
  241: 'memory',
  396: 'rows',
};

/** Whether ClickHouse refused for want of a grant. */
export function isForbidden(error: unknown): boolean {
  return codeOf(error) === '497';
}

/** By its code, because the client and an embedded engine may each have a ClickHouseError of their own. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** What an error of the client means: a limit, a wrong parameter, an asker who left, or itself. */
export function explain(error: unknown, limits: QueryLimits, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  const code = codeOf(error);
  if (code === '427') {
    return new InvalidParametersError([{ field: 'filters', message: 'has an invalid regular expression' }]);
  }
  const limit = limitOfCode[code];
  if (!limit) return error;
  const allowed = {
    time: `${limits.timeoutSeconds} seconds`,
    memory: `${limits.memoryBytes} bytes of memory`,
    rows: `${limits.rows} rows`,
  }[limit];
  return new QueryLimitError(limit, `the query needs more than ${allowed}; ask for a shorter range`, error);
}
