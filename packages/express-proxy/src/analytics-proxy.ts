import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { createProxyMiddleware, fixRequestBody } from 'http-proxy-middleware';
import { takesForwardedFor } from './client-address.ts';

export interface AnalyticsProxyOptions {
  /** Where the analytics server listens, such as `http://analytics-server:3002`; a path in it is put before each path. */
  readonly target: string;
  /** How long an answer may take to begin before it is a 504, milliseconds. Default 30,000. Streams may last longer. */
  readonly timeoutMs?: number;
  /** Told of every request that got no answer, for the host's log. */
  readonly onError?: (error: Error, request: IncomingMessage) => void;
}

/** A handler for Express 4 and 5, and for whatever else calls `(request, response, next)`. */
export type AnalyticsProxy = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => Promise<void>;

/**
 * Hands on all that comes in below the path it is mounted on, without that path:
 * `app.use('/api/v1/analytics', analyticsProxy({ target }))`, before any body parser.
 *
 * The client's address is added to `x-forwarded-for`; all other headers, the status and the body are handed on as they
 * are, and streams (server-sent events) as they come. Where no answer comes it answers 502, or 504 after `timeoutMs`,
 * with `{ success: false, error: { code, message } }`. Throws at once where `target` is not an http(s) URL.
 */
export function analyticsProxy({
  target,
  timeoutMs = 30_000,
  onError,
}: AnalyticsProxyOptions): AnalyticsProxy {
  const agent = createAgent(target);
  const namedOtherwise = new WeakSet<IncomingMessage>();
  const proxy = createProxyMiddleware<IncomingMessage, ServerResponse>({
    target,
    changeOrigin: true,
    xfwd: true,
    agent,
    on: {
      proxyReq: (outgoing, request, response) => {
        limitWait(outgoing, timeoutMs);
        if (namedOtherwise.has(request)) outgoing.removeHeader('x-forwarded-for');
        // A client that goes away from a stream must not leave it open behind us.
        response.once('close', () => {
          if (!response.writableFinished) outgoing.destroy();
        });
        // A body parser before us has read the body; it is written again.
        fixRequestBody(outgoing, request);
      },
      proxyRes: (incoming, _request, response) => {
        // An answer that breaks off must break off here too, not hang.
        incoming.once('close', () => {
          if (!incoming.complete) response.destroy();
        });
      },
      error: (error, request, response) => {
        if (response.destroyed) return;
        onError?.(error, request);
        if ('writeHead' in response && !response.headersSent) answerError(response, error);
        else response.destroy();
      },
    },
  });
  return (request, response, next) => {
    if (!takesForwardedFor(request)) namedOtherwise.add(request);
    return proxy(request, response, next);
  };
}

function createAgent(target: string): HttpAgent {
  const { protocol } = new URL(target);
  if (protocol === 'https:') return new HttpsAgent({ keepAlive: true });
  if (protocol === 'http:') return new HttpAgent({ keepAlive: true });
  throw new TypeError(`The target of the analytics proxy must be an http(s) URL, not ${target}`);
}

function limitWait(outgoing: ClientRequest, timeoutMs: number): void {
  const timer = setTimeout(() => {
    outgoing.destroy(Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' }));
  }, timeoutMs);
  for (const event of ['response', 'close']) outgoing.once(event, () => clearTimeout(timer));
}

function answerError(response: ServerResponse, error: Error): void {
  const isTimeout = 'code' in error && error.code === 'ETIMEDOUT';
  const body = JSON.stringify({
    success: false,
    error: isTimeout
      ? { code: 'gateway_timeout', message: 'The analytics server did not answer in time.' }
      : { code: 'bad_gateway', message: 'The analytics server cannot be reached.' },
  });
  response.writeHead(isTimeout ? 504 : 502, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
