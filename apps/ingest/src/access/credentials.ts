import type { Envelope } from '@gatrix/analytics-protocol/track';
import type { FastifyRequest } from 'fastify';
import type { Credentials } from './authorize.ts';

/** Who a request says it is: headers first, then the body, then the query string. */
export function credentialsOf(request: FastifyRequest, envelope?: Envelope): Credentials {
  const { headers, query } = request;
  return {
    clientId:
      headerText(headers['openpanel-client-id']) ??
      headerText(headers['x-api-token']) ??
      envelope?.clientId ??
      queryText(query, 'clientId'),
    clientSecret:
      headerText(headers['openpanel-client-secret']) ??
      envelope?.clientSecret ??
      queryText(query, 'clientSecret'),
    origin: headerText(headers.origin),
  };
}

export function headerText(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function queryText(query: unknown, name: string): string | undefined {
  if (typeof query !== 'object' || query === null) return undefined;
  const sent = (query as Record<string, unknown>)[name];
  // What is sent twice must not count as absent; joined, it is nobody's.
  const value = Array.isArray(sent) ? sent.join(',') : sent;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
