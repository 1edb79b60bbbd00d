import type { FastifyInstance } from 'fastify';
import { openApiOf } from '../openapi.ts';
import type { Procedures } from '../procedures.ts';

/** `GET /insights/openapi.json`. */
export function registerOpenApi(app: FastifyInstance, procedures: Procedures, version: string): void {
  const document = openApiOf(Object.values(procedures), version);
  app.get('/insights/openapi.json', async () => document);
}
