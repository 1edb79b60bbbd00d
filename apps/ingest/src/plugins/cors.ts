import type { ClientDirectory } from '@gatrix/analytics-metadata';
import { credentialedPaths } from '@gatrix/analytics-wire-formats';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { queryText } from '../access/credentials.ts';
import { originMatches } from '../access/origin.ts';
import { writesOwnHeaders } from './own-headers.ts';

const allowedMethods = 'GET, POST, PUT, PATCH, DELETE, OPTIONS';
const allowedHeaders = [
  'authorization',
  'content-type',
  'content-encoding',
  'openpanel-client-id',
  'openpanel-client-secret',
  'openpanel-sdk-name',
  'openpanel-sdk-version',
  'x-api-token',
  'x-request-id',
].join(', ');

/**
 * Lets pages of other origins send and read the answers. A preflight carries no client unless its query names one:
 * then the client's list decides; otherwise the request that follows is judged by itself. No cookies, ever.
 * Written here, because @fastify/cors works its options out anew for every request (11 µs measured, this 0.6).
 */
export function registerCors(app: FastifyInstance, directory: ClientDirectory): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (writesOwnHeaders(request)) return done();
    const { origin } = request.headers;
    reply.header('vary', 'Origin');
    if (origin === undefined) return done();
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
      void preflight(request, origin, directory).then((headers) => {
        void reply.code(204).headers(headers).send();
      }, done);
      return;
    }
    reply.header('access-control-allow-origin', origin);
    reply.header('access-control-expose-headers', 'Retry-After');
    // Refusals, too: an SDK drops what was refused by an answer that it may not read.
    if (takesCredentials(request)) reply.header('access-control-allow-credentials', 'true');
    done();
  });
}

function takesCredentials({ url }: FastifyRequest): boolean {
  const [path = ''] = url.split('?', 1);
  return credentialedPaths.has(path);
}

/** What the page's SDK wants to send: a header's name grants nothing that its value has not. */
function allowedHeadersOf({ headers }: FastifyRequest): string {
  const requested = headers['access-control-request-headers'] ?? '';
  return /^[\w\-, ]{1,1000}$/.test(requested) ? `${allowedHeaders}, ${requested}` : allowedHeaders;
}

async function preflight(
  request: FastifyRequest,
  origin: string,
  directory: ClientDirectory,
): Promise<Readonly<Record<string, string>>> {
  const answer = {
    ...(takesCredentials(request) && { 'access-control-allow-credentials': 'true' }),
    'access-control-allow-methods': allowedMethods,
    'access-control-allow-headers': allowedHeadersOf(request),
    'access-control-expose-headers': 'Retry-After',
    'access-control-max-age': '86400',
    vary: 'Origin, Access-Control-Request-Headers',
  };
  return (await isAllowed(request, origin, directory))
    ? { ...answer, 'access-control-allow-origin': origin }
    : answer;
}

async function isAllowed(
  { query }: FastifyRequest,
  origin: string,
  directory: ClientDirectory,
): Promise<boolean> {
  const clientId = queryText(query, 'clientId');
  if (clientId === undefined) return true;
  const registration = await directory.find(clientId);
  return (
    registration !== undefined &&
    originMatches(origin, [registration.project.domain, ...registration.client.cors])
  );
}
