import cors from '@fastify/cors';
import type { ClientDirectory } from '@gatrix/analytics-metadata';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { queryText } from '../access/credentials.ts';
import { originMatches } from '../access/origin.ts';

/**
 * Lets pages of other origins send and read the answers. A preflight carries no client unless its query names one:
 * then the client's list decides; otherwise the request that follows is judged by itself.
 */
export async function registerCors(app: FastifyInstance, directory: ClientDirectory): Promise<void> {
  await app.register(cors, {
    delegator: async (request: FastifyRequest) => ({
      origin: await allowedOrigin(request, directory),
      methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      allowedHeaders: [
        'authorization',
        'content-type',
        'content-encoding',
        'openpanel-client-id',
        'openpanel-client-secret',
        'openpanel-sdk-name',
        'openpanel-sdk-version',
        'x-api-token',
      ],
      exposedHeaders: ['Retry-After'],
      maxAge: 86_400,
    }),
  });
}

async function allowedOrigin(request: FastifyRequest, directory: ClientDirectory): Promise<boolean> {
  const { origin } = request.headers;
  const clientId = queryText(request.query, 'clientId');
  if (request.method !== 'OPTIONS' || origin === undefined || clientId === undefined) return true;
  const found = await directory.find(clientId);
  return found !== undefined && originMatches(origin, [found.project.domain, ...found.client.cors]);
}
