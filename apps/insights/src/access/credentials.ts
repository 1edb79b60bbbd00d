import type { FastifyRequest } from 'fastify';
import { sessionCookieOf } from './session-cookie.ts';

/** Who a request says it is. */
export interface Credentials {
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  readonly token: string | undefined;
  /** The dashboard's cookie. */
  readonly session: string | undefined;
}

/** Headers first, then `clientId` and `clientSecret` of the query string. */
export function credentialsOf(request: FastifyRequest): Credentials {
  const { headers } = request;
  const query = queryOf(request);
  const bearer = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '');
  return {
    clientId: textOf(headers['openpanel-client-id']) ?? textOf(query.clientId),
    clientSecret: textOf(headers['openpanel-client-secret']) ?? textOf(query.clientSecret),
    token: bearer?.[1],
    session: sessionCookieOf(request),
  };
}

/** What a request asks for, without who asks. */
export function withoutCredentials(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { clientId: _id, clientSecret: _secret, ...rest } = input;
  return rest;
}

export function queryOf(request: FastifyRequest): Record<string, unknown> {
  const { query } = request;
  return typeof query === 'object' && query !== null ? { ...query } : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
