import type { WireRequest } from '@gatrix/analytics-wire-formats';
import type { FastifyRequest } from 'fastify';

/** What a vendor's format needs to know of a request. */
export function wireRequestOf(request: FastifyRequest, body: Buffer): WireRequest {
  const [, query = ''] = request.url.split('?', 2);
  return {
    method: request.method,
    path: request.routeOptions.url ?? '',
    params: (request.params ?? {}) as Readonly<Record<string, string>>,
    query: new URLSearchParams(query),
    headers: request.headers as Readonly<Record<string, string>>,
    body,
    sentBody: body,
    receivedAt: Date.now(),
  };
}
