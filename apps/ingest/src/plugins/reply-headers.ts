import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RateLimit } from '../access/rate-limit.ts';
import { securityHeaders } from './security-headers.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Where the sender stands, once its request was counted. */
    rate: RateLimit | null;
  }
}

const always = [...Object.entries(securityHeaders).flat(), 'vary', 'Origin', 'x-request-id'];

export function registerReplyHeaders(app: FastifyInstance): void {
  app.decorateRequest('rate', null);
}

/** Names and values in turn, of every header but those of the body. */
export function headersOf({ id, headers, rate }: Pick<FastifyRequest, 'id' | 'headers' | 'rate'>): string[] {
  const list = [...always, id];
  const { origin } = headers;
  if (origin !== undefined) {
    list.push('access-control-allow-origin', origin, 'access-control-expose-headers', 'Retry-After');
  }
  if (rate) list.push(...rateHeaders(rate));
  return list;
}

/** The same for an answer that goes Fastify's way. */
export function setHeaders(request: FastifyRequest, reply: FastifyReply): void {
  const list = headersOf(request);
  for (let index = 0; index < list.length; index += 2) reply.header(list[index] ?? '', list[index + 1]);
}

/** Answers with JSON, around Fastify's reply. */
export function sendJson(request: FastifyRequest, reply: FastifyReply, status: number, body: object): void {
  const text = JSON.stringify(body);
  const headers = headersOf(request);
  headers.push('content-type', 'application/json; charset=utf-8');
  headers.push('content-length', String(Buffer.byteLength(text)));
  reply.hijack();
  reply.raw.writeHead(status, headers);
  reply.raw.end(text);
}

function rateHeaders({ limit, remaining, resetSeconds }: RateLimit): string[] {
  return [
    'ratelimit-limit',
    String(limit),
    'ratelimit-remaining',
    String(remaining),
    'ratelimit-reset',
    String(resetSeconds),
  ];
}
