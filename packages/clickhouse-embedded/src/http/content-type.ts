/** The media type of a result in a format of ClickHouse's. */
export function contentType(format: string): string {
  if (/^JSON.*EachRow/.test(format) || format === 'NDJSON' || format === 'JSONLines') {
    return 'application/x-ndjson; charset=UTF-8';
  }
  if (format.startsWith('JSON')) return 'application/json; charset=UTF-8';
  if (format.startsWith('CSV')) {
    return `text/csv; charset=UTF-8; header=${format.includes('WithNames') ? 'present' : 'absent'}`;
  }
  if (format.startsWith('TSV') || format.startsWith('TabSeparated')) {
    return 'text/tab-separated-values; charset=UTF-8';
  }
  if (format === 'XML') return 'application/xml; charset=UTF-8';
  if (format === 'Markdown') return 'text/markdown; charset=UTF-8';
  return binary.has(format) ? 'application/octet-stream' : 'text/plain; charset=UTF-8';
}

const binary: ReadonlySet<string> = new Set([
  'Arrow',
  'ArrowStream',
  'Avro',
  'BSONEachRow',
  'MsgPack',
  'Native',
  'Npy',
  'ORC',
  'Parquet',
  'Protobuf',
  'ProtobufSingle',
  'RawBLOB',
  'RowBinary',
  'RowBinaryWithNames',
  'RowBinaryWithNamesAndTypes',
]);
