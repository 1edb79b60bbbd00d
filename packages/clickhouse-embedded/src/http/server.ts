import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import { type Engine, type EngineOptions, openEngine } from '../engine/engine.ts';
import { clickHouseError } from '../errors.ts';
import { engineSettings } from '../http-settings.ts';
import { chooseEncoding } from './encoding.ts';
import { credentialsOf, header, queryIdOf, readQuery, settingsOf } from './request.ts';
import { sendError, sendResult } from './response.ts';

export interface ClickHouseHttpOptions extends EngineOptions {
  /** Default: 127.0.0.1 */
  readonly host?: string | undefined;
  /** Default: 0, a free one. */
  readonly port?: number | undefined;
  /** Who may ask; without `user` and `password` everyone, under any name. */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

export interface ClickHouseHttp {
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, cancels the queries that run, and gives the directory free. */
  close(): Promise<void>;
}

/** Parameters travel in the URL; ClickHouse's own limit for it (`http_max_uri_size`), and room for the headers. */
const maxRequestLineBytes = 1_048_576 + 65_536;

/**
 * ClickHouse's engine on a data directory behind ClickHouse's HTTP interface.
 * @throws Error where another process uses the directory, or the port is taken.
 */
export async function startClickHouseHttp(options: ClickHouseHttpOptions): Promise<ClickHouseHttp> {
  const engine = await openEngine(options);
  const server = createServer({ maxHeaderSize: maxRequestLineBytes }, (request, response) => {
    handle(engine, options, request, response).catch(() => response.destroy());
  });
  // An insert may take as long as its rows take to come.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 10_000;
  const host = options.host ?? '127.0.0.1';
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port ?? 0, host, resolve);
    });
  } catch (error) {
    await engine.close();
    throw error;
  }
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await engine.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function handle(
  engine: Engine,
  options: ClickHouseHttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Not relative to a base, which `//…` would replace the host of.
  const url = new URL(`http://localhost${request.url ?? '/'}`);
  if (url.pathname === '/ping' || url.pathname === '/replicas_status')
    return sendText(response, 200, 'Ok.\n');
  if (url.pathname !== '/') {
    return sendText(
      response,
      404,
      `There is no handle ${url.pathname}\n\nUse / or /ping for health checks.\n`,
    );
  }
  const queryId = queryIdOf(url.searchParams);
  const headers = {
    'X-ClickHouse-Server-Display-Name': hostname(),
    'X-ClickHouse-Query-Id': queryId,
    'X-ClickHouse-Timezone': engine.timezone,
  };
  const left = new AbortController();
  response.on('close', () => left.abort(new Error('the client has gone')));
  try {
    authenticate(options, request, url.searchParams);
    if (request.method === 'GET' && !url.searchParams.has('query')) return sendText(response, 200, 'Ok.\n');
    await answer(engine, request, response, { url: url.searchParams, queryId, headers, signal: left.signal });
  } catch (error) {
    // A client that has gone gets no answer, and one that has begun can only be cut.
    if (response.headersSent || left.signal.aborted) response.destroy();
    else sendError(response, error, { headers, version: engine.version });
  }
}

async function answer(
  engine: Engine,
  request: IncomingMessage,
  response: ServerResponse,
  context: {
    readonly url: URLSearchParams;
    readonly queryId: string;
    readonly headers: OutgoingHttpHeaders;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { url, queryId, headers, signal } = context;
  const given = engineSettings(settingsOf(url));
  // As on the server, GET may only read.
  const settings =
    request.method === 'POST' ? given : { ...given, readonly: given.readonly === '1' ? '1' : '2' };
  const outcome = await engine.run({
    ...(await readQuery(request, url)),
    queryId,
    database: url.get('database') ?? header(request, 'x-clickhouse-database'),
    defaultFormat: url.get('default_format') ?? header(request, 'x-clickhouse-format'),
    settings,
    signal,
  });
  const level = Number(url.get('http_zlib_compression_level') ?? 3);
  const compressed = url.get('enable_http_compression') === '1';
  await sendResult(response, outcome, {
    headers,
    version: engine.version,
    encoding: compressed ? chooseEncoding(header(request, 'accept-encoding'), level) : undefined,
  });
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=UTF-8' }).end(text);
}

function authenticate(options: ClickHouseHttpOptions, request: IncomingMessage, url: URLSearchParams): void {
  if (options.user === undefined && options.password === undefined) return;
  const { user, password } = credentialsOf(request, url);
  if (user === (options.user ?? 'default') && sameText(password, options.password ?? '')) return;
  throw clickHouseError(
    516,
    'AUTHENTICATION_FAILED',
    `${user}: Authentication failed: password is incorrect, or there is no user with such name. `,
  );
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
