import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { parseStatement } from '../sql/statement.ts';
import { decodeBody } from './encoding.ts';

/** What a request of ClickHouse's HTTP interface asks for. */
export interface HttpQuery {
  readonly sql: string;
  readonly body: Readable | undefined;
  readonly params: Readonly<Record<string, string>>;
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Parameters of the URL that are not settings. */
const reserved: ReadonlySet<string> = new Set([
  'client_protocol_version',
  'close_session',
  'database',
  'default_format',
  'password',
  'query',
  'query_id',
  'quota_key',
  'role',
  'session_check',
  'session_id',
  'session_timeout',
  'stacktrace',
  'user',
]);

/**
 * The statement and its data: the statement in the URL and the data in the body, both in the body, or the fields of a
 * form. A body is kept as bytes, whatever the statement before it is.
 */
export async function readQuery(request: IncomingMessage, url: URLSearchParams): Promise<HttpQuery> {
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) {
    return await readForm(await buffer(decodeBody(request)), type, url);
  }
  const params = queryParams(url);
  const inUrl = url.get('query') ?? '';
  if (inUrl.trim() !== '') {
    const hasBody = request.method === 'POST';
    return { sql: inUrl, body: hasBody ? decodeBody(request) : undefined, params };
  }
  return { ...splitStatement(await buffer(decodeBody(request))), params };
}

/** The settings among the parameters of a URL: all that is not reserved, and no `param_…`. */
export function* settingsOf(url: URLSearchParams): Generator<readonly [string, string]> {
  for (const [name, value] of url) {
    if (!reserved.has(name) && !name.startsWith('param_')) yield [name, value];
  }
}

/** The one asked for, unless it could not stand in a header. */
export function queryIdOf(url: URLSearchParams): string {
  const asked = url.get('query_id') ?? '';
  return /^[\x21-\x7e][\x20-\x7e]*$/.test(asked) ? asked : randomUUID();
}

/** From the headers, else from basic authentication, else from the URL. */
export function credentialsOf(request: IncomingMessage, url: URLSearchParams): Credentials {
  const basic = /^Basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const [, user = '', password = ''] = basic
    ? (/^([^:]*):?([\s\S]*)$/.exec(Buffer.from(basic, 'base64').toString()) ?? [])
    : [];
  return {
    user: header(request, 'x-clickhouse-user') ?? (user || url.get('user') || 'default'),
    password: header(request, 'x-clickhouse-key') ?? (basic ? password : (url.get('password') ?? '')),
  };
}

export function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function queryParams(entries: Iterable<readonly [string, string]>): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value] of entries) {
    if (name.startsWith('param_')) params[name.slice('param_'.length)] = value;
  }
  return params;
}

/** TRICKY: the statement is looked for in Latin-1, where a position is a byte, because data may not be UTF-8. */
function splitStatement(bytes: Buffer): { sql: string; body: Readable | undefined } {
  const statement = parseStatement(bytes.toString('latin1'));
  if (statement.kind !== 'insert') return { sql: bytes.toString(), body: undefined };
  return {
    sql: bytes.subarray(0, statement.dataStart).toString(),
    body: Readable.from([bytes.subarray(statement.dataStart)], { objectMode: false }),
  };
}

async function readForm(bytes: Buffer, type: string, url: URLSearchParams): Promise<HttpQuery> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const fields = [...form].flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  const sql = url.get('query') ?? new Map(fields).get('query') ?? '';
  return { sql, body: undefined, params: { ...queryParams(url), ...queryParams(fields) } };
}
