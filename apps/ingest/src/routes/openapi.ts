import type { FastifyInstance } from 'fastify';
import { ingestOpenApi } from '../openapi.ts';

/** `GET /track/openapi.json`. */
export function registerOpenApi(app: FastifyInstance, version: string): void {
  const document = ingestOpenApi(version);
  app.get('/track/openapi.json', async () => document);
}
