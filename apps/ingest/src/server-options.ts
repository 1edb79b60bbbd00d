import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { errorAnswer, type IngestErrorCode } from '@gatrix/analytics-protocol/track';
import { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Bindings, ChildLoggerOptions } from 'fastify/types/logger.js';

/** How long a request may take to arrive, milliseconds: slow senders hold no connection for ever. */
const requestTimeoutMs = 60_000;
/**
 * So many connections may wait until they are accepted, as far as `net.core.somaxconn` lets them. Of a burst beyond Node's 511
 * Linux resets some that their senders take for open, and has the others knock again seconds later.
 */
export const listenBacklog = 4_096;
const mixpanelGet = /^\/(?:track|engage|groups)\?(?:.*&)?data=/;
const saneRequestId = /^[\w.:/+=-]{1,128}$/;

/**
 * What `fastify()` is made with, so that also the requests that reach no route are answered in the error form, and
 * every request has an id: the sender's `x-request-id` where it is sane, else one of ours.
 */
export function ingestServerOptions(logger: FastifyBaseLogger) {
  return {
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    // A child logger costs 2 µs of a request; the few lines about `/track` name theirs as `requestId`.
    childLoggerFactory: (
      parent: FastifyBaseLogger,
      bindings: Bindings,
      options: ChildLoggerOptions,
      { url }: Pick<IncomingMessage, 'url'>,
    ) => (url === '/track' ? parent : parent.child(bindings, options)),
    // Mixpanel's SDK for Node sends by GET, to addresses that are a page's or nothing to GET without data.
    rewriteUrl: ({ method, url = '/' }: Pick<IncomingMessage, 'method' | 'url'>): string =>
      method === 'GET' && mixpanelGet.test(url) ? url.replace('?', '/?') : url,
    requestIdHeader: false as const,
    genReqId: (request: Pick<IncomingMessage, 'headers'>): string => {
      const sent = request.headers['x-request-id'];
      return typeof sent === 'string' && saneRequestId.test(sent) ? sent : randomUUID();
    },
    requestTimeout: requestTimeoutMs,
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (_error: Error, _request: FastifyRequest, reply: FastifyReply) => {
      void reply.code(400).send(errorAnswer('invalid_request', 'the address cannot be decoded'));
    },
  };
}

const brokenRequests: Readonly<Record<string, readonly [number, string, IngestErrorCode, string]>> = {
  HPE_HEADER_OVERFLOW: [
    431,
    'Request Header Fields Too Large',
    'headers_too_large',
    'the headers are too large',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'timeout', 'the request took too long to arrive'],
};

/** For what Node's HTTP parser refuses: there is no request yet, only a socket. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason, code, message] = brokenRequests[error.code ?? ''] ?? [
    400,
    'Bad Request',
    'invalid_request' as const,
    'this is not HTTP',
  ];
  const body = JSON.stringify(errorAnswer(code, message));
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
