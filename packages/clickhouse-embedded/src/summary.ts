import type { QuerySummary } from './engine/run.ts';

/** The fields of `X-ClickHouse-Summary`: numbers as text. */
export interface SummaryHeader {
  readonly read_rows: string;
  readonly read_bytes: string;
  readonly written_rows: string;
  readonly written_bytes: string;
  readonly total_rows_to_read: string;
  readonly result_rows: string;
  readonly result_bytes: string;
  readonly elapsed_ns: string;
}

export function summaryHeader(summary: QuerySummary): SummaryHeader {
  const isWrite = summary.writtenRows > 0;
  return {
    read_rows: String(summary.readRows),
    read_bytes: String(summary.readBytes),
    written_rows: String(summary.writtenRows),
    written_bytes: String(summary.writtenBytes),
    total_rows_to_read: '0',
    result_rows: String(isWrite ? summary.writtenRows : summary.readRows),
    result_bytes: String(isWrite ? summary.writtenBytes : summary.readBytes),
    elapsed_ns: String(summary.elapsedNs),
  };
}
