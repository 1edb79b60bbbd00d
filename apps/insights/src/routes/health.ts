import type { FastifyInstance } from 'fastify';
import type { InsightsDeps } from '../deps.ts';

/** `GET /health`: 200 as long as the process lives. */
export function registerHealth(app: FastifyInstance, deps: Pick<InsightsDeps, 'settings'>): void {
  app.get('/health', async () => ({
    status: 'ok',
    uptime: process.uptime(),
    version: deps.settings.version,
  }));
}
