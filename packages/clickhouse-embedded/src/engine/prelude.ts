import { sqlIdentifier, sqlString } from '../sql/literals.ts';

/** ClickHouse's default of `max_query_size`, which a parameter in the HTTP interface is not subject to. */
const maxQuerySize = 262_144;

/** The statements that a query's connection runs first: its database, parameters and settings; empty where none. */
export function prelude(query: {
  readonly database?: string | undefined;
  readonly settings?: Readonly<Record<string, string>> | undefined;
  readonly params?: Readonly<Record<string, string>> | undefined;
}): string {
  const { readonly, ...settings } = query.settings ?? {};
  const params = Object.entries(query.params ?? {}).map(([name, value]) => [`param_${name}`, value] as const);
  const statements = [
    query.database ? `USE ${sqlIdentifier(query.database)}` : '',
    setStatement(params),
    setStatement(Object.entries(settings)),
    // Last, because nothing can be set after it.
    readonly === undefined ? '' : setStatement([['readonly', readonly]]),
  ];
  const text = statements.filter(Boolean).join(';\n');
  const bytes = Buffer.byteLength(text);
  return bytes < maxQuerySize ? text : `${setStatement([['max_query_size', String(bytes * 2)]])};\n${text}`;
}

function setStatement(entries: ReadonlyArray<readonly [string, string]>): string {
  if (entries.length === 0) return '';
  return `SET ${entries.map(([name, value]) => `${sqlIdentifier(name)} = ${sqlString(value)}`).join(', ')}`;
}
