import type { FastifyInstance } from 'fastify';

/** `GET /health`: 200 as long as the process lives. `uptime` in seconds. */
export function registerHealth(app: FastifyInstance, version: string): void {
  app.get('/health', () => ({ status: 'ok', uptime: process.uptime(), version }));
}
