import { TupleParam } from '@clickhouse/client';

/**
 * A value as it stands in a `param_<name>` of ClickHouse's HTTP interface: escaped as in TSV, composite types as
 * literals, dates as Unix timestamps. The same text that `@clickhouse/client` sends over HTTP.
 */
export function formatParam(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'string') return escapeText(value);
  return formatNested(value);
}

function formatNested(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'string') return `'${escapeText(value)}'`;
  if (value instanceof Date) return formatDate(value);
  if (Array.isArray(value)) return `[${value.map(formatNested).join(',')}]`;
  if (value instanceof TupleParam) return `(${value.values.map(formatNested).join(',')})`;
  if (value instanceof Map) return formatMap([...value]);
  if (typeof value === 'object') return formatMap(Object.entries(value));
  throw new Error(`Unsupported value in query parameters: [${String(value)}].`);
}

function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? '+inf' : '-inf';
}

/** Seconds since the epoch, zero-padded to ten digits so that ClickHouse does not take them for `YYYYMMDD`. */
function formatDate(date: Date): string {
  const seconds = String(Math.floor(date.getTime() / 1000)).padStart(10, '0');
  const milliseconds = date.getUTCMilliseconds();
  return milliseconds === 0 ? seconds : `${seconds}.${String(milliseconds).padStart(3, '0')}`;
}

function formatMap(entries: ReadonlyArray<readonly [unknown, unknown]>): string {
  return `{${entries.map(([key, value]) => `${formatNested(key)}:${formatNested(value)}`).join(',')}}`;
}

const escapes: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  "'": "\\'",
  '\\': '\\\\',
};

function escapeText(value: string): string {
  return value.replace(/[\t\n\r'\\]/g, (char) => escapes[char] ?? char);
}
